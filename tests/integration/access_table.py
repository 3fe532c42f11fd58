"""Who may call what: every route and role as one table, and how to read it."""

from __future__ import annotations

from tests.integration.submissions import MAWAR, this_month

GRANTS = {
    "admin": ("admin", "", ""),
    "sekretariat": ("sekretariat", "", ""),
    "opd": ("opd", "", "kesehatan"),
    "camat": ("camat", "64.02.06", ""),
    "desa": ("desa", "64.02.06.1011", ""),
    "kader": ("kader", MAWAR, ""),
    "ketua": ("ketua", MAWAR, ""),
}
# Who may do just what another role may, in an area of their own: without a column of their own.
LIKE = {"ketua": "desa"}
ROLES = (*(role for role in GRANTS if role not in LIKE), "tamu")  # tamu: nobody is logged in

# What each route answers, by role in the order of ROLES. `dalam`: a place inside the grant's area (and a
# form of its bidang); `luar`: a place outside the area; `lain`: inside it, but of another bidang.
# `kembali`: a returned submission inside it.
# G: 200. N: 201. R: done, redirected. X: 403. 4: 404. 2: 422. 9: 409. L: to the login page, or 401.
TABLE = """
report.home              dalam  G G G G G G L
report.grid              dalam  G G G G G G L
report.download_grid     dalam  G G G G G G L
profiles.profile         dalam  G G G G G G L
profiles.profile         luar   G G G X X X L
past.changes             dalam  G G G G G G L
past.changes             luar   G G G X X X L
value_source.value       dalam  G G G G G G L
value_source.value       luar   G G G X X X L
value_source.value       lain   G G X G G G L
intake.submissions       dalam  G G G G G G L
intake.submission        dalam  G G G G G G L
intake.submission        luar   G G G X X X L
intake.submission        lain   G G X G G G L
intake.attachment        dalam  G G G G G G L
intake.attachment        luar   G G G X X X L
intake.attachment        lain   G G X G G G L
intake.unmask            dalam  G X G X X X L
intake.unmask            luar   G X G X X X L
intake.unmask            lain   G X X X X X L
intake.quarantine        dalam  G G X X X X L
review.undo_own          dalam  9 9 9 9 9 X L
review.undo_own          luar   9 9 9 X X X L
review.undo_own          lain   9 9 X 9 9 X L
review.decide            dalam  R R R 9 9 X L
review.decide            luar   R R R X X X L
review.decide            lain   R R X 9 9 X L
jalur.show               dalam  G G G G G X L
jalur.show               lain   G G X G G X L
jalur.preview            dalam  G G G X X X L
jalur.preview            lain   G G X X X X L
jalur.save               dalam  R R R X X X L
jalur.save               lain   R R X X X X L
review.decide_value      dalam  4 4 4 X X X L
review.decide_value      luar   4 4 4 X X X L
review.decide_value      lain   4 4 X X X X L
tinjau.queue             dalam  G G G X X X L
tinjau.question          dalam  G G G X X X L
tinjau.question          luar   G G G X X X L
tinjau.question          lain   G G X X X X L
tinjau.unmask            dalam  2 X 2 X X X L
tinjau.unmask            luar   2 X 2 X X X L
tinjau.unmask            lain   2 X X X X X L
tinjau.choose            dalam  9 9 9 X X X L
tinjau.choose            luar   9 9 9 X X X L
tinjau.choose            lain   9 9 X X X X L
tinjau.undo              dalam  4 4 4 X X X L
tinjau.return_submission dalam  2 2 2 X X X L
tinjau.return_submission luar   2 2 2 X X X L
tinjau.return_submission lain   2 2 X X X X L
tinjau.note              dalam  2 2 2 X X X L
tinjau.note              luar   2 2 2 X X X L
tinjau.note              lain   2 2 X X X X L
tinjau.undo_return       dalam  4 4 4 X X X L
serupa.preview           dalam  G G G X X X L
serupa.preview           luar   G G G X X X L
serupa.preview           lain   G G X X X X L
serupa.accept            dalam  2 2 2 X X X L
serupa.accept            luar   2 2 2 X X X L
serupa.accept            lain   2 2 X X X X L
serupa.undo              dalam  4 4 4 X X X L
sekaligus.preview        dalam  G G G G G X L
sekaligus.begin          dalam  R R R 2 2 X L
sekaligus.act            dalam  4 4 4 4 4 X L
sekaligus.look           dalam  4 4 4 4 4 X L
sekaligus.start          dalam  4 4 4 4 4 X L
sekaligus.undo           dalam  4 4 4 4 4 X L
rujukan.listing          dalam  G G G X X X L
rujukan.about            dalam  G X G X X X L
rujukan.about            luar   G X G X X X L
rujukan.about            lain   G X X X X X L
rujukan.new              dalam  G X G X X X L
rujukan.new              luar   G X G X X X L
rujukan.new              lain   G X X X X X L
rujukan.make             dalam  2 X 2 X X X L
rujukan.make             lain   2 X X X X X L
rujukan.referral         dalam  G X G X X X L
rujukan.referral         luar   G X G X X X L
rujukan.referral         lain   G X X X X X L
rujukan.unmask           dalam  G X G X X X L
rujukan.unmask           luar   G X G X X X L
rujukan.unmask           lain   G X X X X X L
rujukan.act              dalam  9 X 9 X X X L
rujukan.act              lain   9 X X X X X L
rujukan.undo             dalam  9 X 9 X X X L
rujukan.undo             lain   9 X X X X X L
mirip.queue              dalam  G G G G G G L
mirip.unmask_pair        dalam  9 X 9 X X X L
mirip.decide             dalam  9 9 9 X X X L
mirip.undo               dalam  4 4 4 X X X L
mirip.subject            dalam  4 4 4 4 4 4 L
mirip.unmask             dalam  4 X 4 X X X L
mirip.part               dalam  4 4 4 X X X L
warga.listed             dalam  G G G G G G L
warga.listed             luar   G G G X X X L
sasaran.lists            dalam  G G G G G G L
sasaran.rows             dalam  G G G G G G L
sasaran.rows             lain   G G X G G G L
sasaran.search           dalam  G X G X X X L
sasaran.search           lain   G X X X X X L
sasaran.approval         dalam  R X R X X X L
sasaran.approval         lain   R X X X X X L
sasaran.entity           dalam  G G G G G G L
sasaran.entity           luar   G G G X X X L
sasaran.entity           lain   G G X G G G L
sasaran.unmask           dalam  G X G X X X L
sasaran.unmask           luar   G X G X X X L
sasaran.unmask           lain   G X X X X X L
sasaran.resolve          dalam  9 9 9 X X X L
sasaran.resolve          luar   9 9 9 X X X L
sasaran.resolve          lain   9 9 X X X X L
sasaran.force            dalam  R R R X X X L
sasaran.force            luar   R R R X X X L
sasaran.force            lain   R R 4 X X X L
quality.queue            dalam  G G G G G X L
quality.finding          dalam  G G G G G X L
quality.finding          luar   G G G X X X L
quality.finding          lain   G G X G G X L
quality.of_submission    dalam  G G G G G G L
quality.of_submission    luar   G G G X X X L
quality.of_submission    lain   G G X G G G L
quality.check_one        dalam  2 2 2 X X X L
quality.check_one        luar   2 2 2 X X X L
quality.check_one        lain   2 2 X X X X L
quality.uncheck_one      dalam  9 9 9 X X X L
quality.uncheck_one      luar   9 9 9 X X X L
quality.uncheck_one      lain   9 9 X X X X L
quality.rules            dalam  G G G G G X L
quality.set_rule         dalam  R R X X X X L
cards.place              dalam  G G G G G G L
cards.place              luar   G G G X X X L
cards.kader              dalam  G G G G G X L
cards.kader              luar   G G G X X X L
cards.own                dalam  X X X X X G L
design.forms             dalam  G G G G G X L
design.form              dalam  G G G G G X L
design.form              lain   G G X G G X L
design.xlsx              dalam  G G G G G X L
design.xlsx              lain   G G X G G X L
design.markdown          dalam  G G G G G X L
design.markdown          lain   G G X G G X L
design.xform             dalam  G G G G G X L
design.xform             lain   G G X G G X L
guides.guide             dalam  G G G G G X L
guides.guide             lain   G G X G G X L
design.upload            dalam  R X R X X X L
rilis.release            dalam  R X R X X X L
rilis.release            lain   R X X X X X L
rilis.cancel             dalam  4 X 4 X X X L
rilis.cancel             lain   4 X X X X X L
rilis.lift               dalam  4 X 4 X X X L
rilis.lift               lain   4 X X X X X L
rilis.review             dalam  9 X 9 X X X L
rilis.review             lain   9 X X X X X L
rilis.desk               dalam  G G G G G X L
rilis.set_second         dalam  R R R X X X L
rilis.set_second         lain   R R X X X X L
versi.compare            dalam  G G G G G X L
versi.compare            lain   G G X G G X L
versi.download           dalam  G G G G G X L
versi.download           lain   G G X G G X L
versi.count              dalam  R X R X X X L
versi.count              lain   R X X X X X L
akibat.show              dalam  G X G X X X L
akibat.show              lain   G X X X X X L
akibat.measure           dalam  R X R X X X L
akibat.measure           lain   R X X X X X L
design.add_files         dalam  2 X 2 X X X L
design.add_files         lain   2 X X X X X L
design.close             dalam  R X R X X X L
design.reopen            dalam  R X R X X X L
design.close             lain   R X X X X X L
design.reopen            lain   R X X X X X L
calendar.show            dalam  G G G G G X L
calendar.set_deadline    dalam  R X R X X X L
calendar.set_deadline    lain   R X X X X X L
calendar.add_holiday     dalam  R R X X X X L
handsets.phones          dalam  G G G G X X L
handsets.search          dalam  G G G G X X L
handsets.phone           dalam  G G G G X X L
handsets.phone           luar   G G G X X X L
handsets.kader           dalam  G G G G X X L
handsets.kader           luar   G G G X X X L
handsets.release         dalam  R R X X X X L
phones.villages          dalam  G G X X X X L
phones.invite            dalam  G G X X X X L
phones.print_sheets      dalam  G G X X X X L
phones.add_device        dalam  G G X X X X L
phones.make_link         dalam  G G X X X X L
phones.replace           dalam  G G X X X X L
phones.make_password     dalam  G G X X X X L
phones.change            dalam  R R X X X X L
returned.show            dalam  G G G G G G L
returned.print_sheet     dalam  4 4 4 G G G L
browser.preview          dalam  G G G G G X L
browser.preview          lain   G G X G G X L
browser.preview_media    dalam  G G G G G X L
browser.preview_media    lain   G G X G G X L
browser.xform            dalam  X X X X X G L
browser.xform            lain   X X X X X G L
browser.media            dalam  X X X X X G L
browser.media            lain   X X X X X G L
filling.forms            dalam  X X X X X G L
filling.form             dalam  X X X X X G L
filling.form             lain   X X X X X G L
filling.correct          kembali  X X X X X G L
filling.correct          luar   X X X X X X L
filling.correct          dalam  X X X X X 9 L
filling.answers_to_correct  kembali  X X X X X G L
filling.answers_to_correct  luar  X X X X X X L
filling.browser_session  dalam  X X X X X G L
filling.send             dalam  X X X X X N L
desk.start               dalam  G G G G X X L
desk.rollout             dalam  G G G G X X L
desk.set_rule            dalam  R R X X X X L
desk.copy_set            dalam  R R X X X X L
desk.legal               dalam  G G G G X X L
desk.set_legal           dalam  R R X X X X L
banding.compare          dalam  4 4 X X X X L
banding.pull             dalam  4 X X X X X L
banding.leave            dalam  4 X X X X X L
banding.set_level        dalam  4 X X X X X L
banding.foreign          dalam  4 X X X X X L
banding.adopt            dalam  4 X X X X X L
places.listing           dalam  G G G G X X L
places.place             dalam  G G G G X X L
places.place             luar   G G G X X X L
places.add               dalam  R R X X X X L
places.rename            dalam  R R X X X X L
places.rename            luar   R R X X X X L
places.change            dalam  R R X X X X L
places.close             dalam  4 4 X X X X L
places.reopen            dalam  9 9 X X X X L
places.merge             dalam  2 2 X X X X L
places.split             dalam  R R X X X X L
places.move              dalam  2 2 X X X X L
places.undo              dalam  4 4 X X X X L
places.areas             dalam  G G G G X X L
places.recode_area       dalam  4 4 X X X X L
people.kader_list        dalam  G G G G X X L
people.find_kader        dalam  G G G G X X L
people.add_kader         dalam  R R X X X X L
people.kader             dalam  G G G G X X L
people.kader             luar   G G G X X X L
people.change_kader      dalam  R R X X X X L
people.move_kader        dalam  2 2 X X X X L
people.end_kader         dalam  R R X X X X L
people.opd_list          dalam  G G G G X X L
people.save_opd          dalam  R R X X X X L
akun.listing             dalam  G G X X X X L
akun.invite              dalam  G G X X X X L
akun.account             dalam  G G X X X X L
akun.account             luar   G G X X X X L
akun.add_grant           dalam  R R X X X X L
akun.add_grant           luar   X X X X X X L
akun.end_grant           dalam  4 4 X X X X L
akun.end_account         dalam  R R X X X X L
akun.end_account         luar   X X X X X X L
akun.invite_again        dalam  G G X X X X L
akun.invite_again        luar   X X X X X X L
imports.start            dalam  G G X X X X L
imports.check_workbook   dalam  G G X X X X L
imports.dry_run          dalam  G G X X X X L
imports.marked           dalam  G G X X X X L
imports.apply            dalam  G G X X X X L
imports.template         dalam  G G X X X X L
imports.export           dalam  G G X X X X L
webhooks.listing         dalam  G X X X X X L
webhooks.add             dalam  G X X X X X L
webhooks.one             dalam  4 X X X X X L
webhooks.change          dalam  4 X X X X X L
webhooks.test            dalam  4 X X X X X L
webhooks.switch          dalam  4 X X X X X L
webhooks.replay          dalam  4 X X X X X L
webhooks.renew           dalam  4 X X X X X L
webhooks.remove          dalam  4 X X X X X L
servers.listing          dalam  G G X X X X L
servers.enter            dalam  G X X X X X L
servers.add              dalam  2 X X X X X L
servers.server           dalam  4 4 X X X X L
servers.look             dalam  4 4 X X X X L
servers.change           dalam  4 X X X X X L
servers.choose           dalam  4 X X X X X L
servers.end              dalam  4 X X X X X L
servers.use_again        dalam  4 X X X X X L
elsewhere.choose         dalam  G X G X X X L
elsewhere.choose         lain   G X X X X X L
elsewhere.make           dalam  2 X 2 X X X L
elsewhere.make           lain   2 X X X X X L
elsewhere.show           dalam  4 X 4 X X X L
elsewhere.show           lain   4 X X X X X L
elsewhere.begin          dalam  4 X 4 X X X L
elsewhere.begin          lain   4 X X X X X L
elsewhere.resume         dalam  4 X 4 X X X L
elsewhere.resume         lain   4 X X X X X L
studio.choose            dalam  G G G X X X L
studio.blocks            dalam  G G G G G X L
studio.begin             dalam  R X R X X X L
studio.begin             lain   R X X X X X L
studio.editor            dalam  G X G X X X L
studio.editor            lain   G X X X X X L
studio.xlsx              dalam  G X G X X X L
studio.xlsx              lain   G X X X X X L
studio.discard           dalam  R X R X X X L
studio.restore           dalam  R X R X X X L
studio.discard           lain   R X X X X X L
studio.restore           lain   R X X X X X L
studio_api.read          dalam  G X G X X X L
studio_api.read          lain   G X X X X X L
studio_api.block_uses    dalam  G G G X X X L
studio_api.news          dalam  G X G X X X L
studio_api.news          lain   G X X X X X L
studio_api.save          dalam  2 X 2 X X X L
studio_api.save          lain   2 X X X X X L
studio_api.draft         dalam  2 X 2 X X X L
studio_api.draft         lain   2 X X X X X L
studio_api.add_files     dalam  2 X 2 X X X L
studio_api.add_files     lain   2 X X X X X L
manuscript_preview.show  dalam  G X G X X X L
manuscript_preview.show  lain   G X X X X X L
manuscript_preview.media dalam  G X G X X X L
manuscript_preview.media lain   G X X X X X L
uji.show                 dalam  G X G X X X L
uji.show                 lain   G X X X X X L
uji.begin                dalam  9 X 9 X X X L
uji.begin                lain   9 X X X X X L
uji.end                  dalam  4 X 4 X X X L
uji.end                  lain   4 X X X X X L
uji.answer               dalam  4 X 4 X X X L
uji.answer               lain   4 X X X X X L
uji.attachment           dalam  4 X 4 X X X L
uji.attachment           lain   4 X X X X X L
uji.fill                 dalam  X X X X X X L
uji.fill                 lain   X X X X X X L
uji.send                 dalam  X X X X X X L
uji.send                 lain   X X X X X X L
"""
# Routes that ask no account: who may call them is tested by name elsewhere.
OPEN = {
    "static", "web.login", "web.do_login", "web.logout", "web.setup", "web.do_setup",
    "web.healthz", "phones.invitation", "phones.accept", "filling.worker",
    "akun.invitation", "akun.accept", "web.asset",
}  # fmt: skip
MACHINES = {
    "publish.form_list": "device", "publish.form_xml": "device", "publish.manifest": "device",
    "publish.media": "device", "publish.integrity": "device", "intake.submission_head": "device",
    "intake.post_submission": "device", "hooks.kobo": "hook", "hooks.central": "hook",
    "v1.log_in": "login",
    "trial_door.form_list": "trial", "trial_door.form_xml": "trial",
    "trial_door.manifest": "trial", "trial_door.media": "trial",
    "trial_door.integrity": "trial", "trial_door.submission_head": "trial",
    "trial_door.post_submission": "trial",
}  # fmt: skip
STATUS = {"G": 200, "N": 201, "R": 302, "X": 403, "4": 404, "2": 422, "9": 409, "U": 401, "B": 400}


def review_calls(
    place: str, field: str, instance_id: str
) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls of the queue of values; acts that would change one are refused."""
    cell: dict[str, object] = {"posyandu": place, "isian": field, "bulan": this_month()}
    return {
        "tinjau.queue": ("GET", "/tinjau", {}),
        "tinjau.question": (
            "GET",
            f"/tinjau/nilai?posyandu={place}&isian={field}&bulan={this_month()}",
            {},
        ),
        "tinjau.unmask": ("POST", "/tinjau/nilai/buka", dict(cell)),
        "tinjau.choose": ("POST", "/tinjau/nilai/pilih", dict(cell)),
        "tinjau.undo": ("POST", "/tinjau/nilai/batal", {"keputusan": "999999"}),
        "tinjau.return_submission": (
            "POST",
            "/tinjau/nilai/kembalikan",
            cell | {"kiriman": instance_id},
        ),
        "tinjau.undo_return": ("POST", "/tinjau/kiriman/batal", {"keputusan": "999999"}),
        "serupa.preview": (
            "GET",
            f"/tinjau/serupa?posyandu={place}&isian={field}&bulan={this_month()}",
            {},
        ),
        "serupa.accept": (
            "POST",
            "/tinjau/serupa",
            {"isian": field, "nilai": f"{place}~{this_month()}~0~x"},
        ),
        "serupa.undo": ("POST", "/tinjau/serupa/batal", {"kelompok": "tidak-ada"}),
        "tinjau.note": ("POST", "/tinjau/nilai/catatan", dict(cell)),
        "sekaligus.preview": ("GET", "/kiriman/sekaligus", {}),
        "sekaligus.begin": ("POST", "/kiriman/sekaligus", {"q": ""}),
        "sekaligus.act": ("GET", "/kiriman/sekaligus/999999", {}),
        "sekaligus.look": ("POST", f"/kiriman/sekaligus/999999/contoh/{instance_id}", {}),
        "sekaligus.start": ("POST", "/kiriman/sekaligus/999999/mulai", {}),
        "sekaligus.undo": ("POST", "/kiriman/sekaligus/999999/batal", {}),
    }


def level_calls(form_id: str, instance_id: str) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about levels of review; what is saved is what holds already."""
    page, same = f"/formulir/{form_id}/tinjauan", {"tingkat": "opd", "masuk": "langsung"}
    return {
        "review.undo_own": ("POST", f"/kiriman/{instance_id}/batal", {}),
        "jalur.show": ("GET", page, {}),
        "jalur.preview": ("POST", f"{page}/akibat", dict(same)),
        "jalur.save": ("POST", page, dict(same)),
    }


def remote_calls() -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about what other servers hold; of a server there is not."""
    page = "/pengaturan/server/999999"
    return {
        "banding.compare": ("GET", f"{page}/banding", {}),
        "banding.pull": ("POST", f"{page}/tarik", {"cara": "tarik"}),
        "banding.leave": ("POST", f"{page}/biarkan", {"nomor": "1"}),
        "banding.set_level": ("POST", f"{page}/tingkat", {"tingkat": "opd"}),
        "banding.foreign": ("GET", f"{page}/formulir", {}),
        "banding.adopt": ("POST", f"{page}/formulir", {"formulir": "x"}),
    }
