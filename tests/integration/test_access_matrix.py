"""Who may call what: every route, every role, inside and outside their area, as one table.

A column is a role with the area and bidang of its grant; the rows of a route are places and forms
inside and outside of it. A route that is missing here fails the test.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.web.guards import MARK, allow, rule_of
from tests.app_fixtures import KINDS
from tests.integration.access_phones import phone_calls
from tests.integration.access_referrals import refer_each, referral_calls
from tests.integration.access_releases import release_calls
from tests.integration.access_servers import server_calls
from tests.integration.access_studio import begin_each, browser_calls, studio_calls, trial_calls
from tests.integration.access_table import (
    GRANTS,
    LIKE,
    MACHINES,
    OPEN,
    ROLES,
    STATUS,
    TABLE,
    level_calls,
    remote_calls,
    review_calls,
)
from tests.integration.access_webhooks import webhook_calls
from tests.integration.central.access_table import API_TABLE, api_call
from tests.integration.entity_forms import HOUSE, REGISTER, WEIGH, register, release, send
from tests.integration.expect import assert_problem
from tests.integration.installation import PASSWORD, Phone, Simpul, copied_home, opened
from tests.integration.registry.kabupaten import workbook_of
from tests.integration.submissions import ELSEWHERE, MAWAR, PHOTO, monthly_answers, this_month
from tests.integration.workbooks import FORM, workbook

REGISTRY = workbook_of({"opd": [{"nama": "Dinas Kesehatan", "bidang": "kesehatan"}]})


@dataclass(frozen=True, slots=True)
class World:
    """An installation with something to see in each place, and a session of each role."""

    simpul: Simpul
    clients: dict[str, FlaskClient]
    tokens: dict[str, str]
    phone: Phone
    instance_ids: dict[str, str]
    kader_ids: dict[str, int]
    account_ids: dict[str, int]
    import_id: int
    held: dict[str, int]
    findings: dict[str, int]
    referrals: dict[str, int]


def send_report(simpul: Simpul, form_id: str, posyandu: str) -> str:
    """Send a report with a photo from a Posyandu; answer its instanceID."""
    # Each report has something quality asks about: a part that is more than its whole.
    answers = monthly_answers(posyandu, skdn__balita_d_l="31") if form_id == "kes_bulanan" else {}
    if form_id == "sos_bulanan":
        answers = {"miskin/kk_miskin_terdata": "1", "miskin/kk_belum_bantuan": "2"}
    photo = "penutup/foto_register" if form_id == "kes_bulanan" else "penutup/foto"
    head = {"kepala/kode_posyandu": posyandu, "kepala/periode": f"{this_month()}-01"}
    answers |= {**head, "status_laporan": "ada_kegiatan", photo: "r.jpg"}
    instance_id = f"uuid:{form_id}-{posyandu}"
    xml = simpul.submission_xml(form_id, answers, instance_id=instance_id)
    assert simpul.send(simpul.add_phone(posyandu), xml, {"r.jpg": PHOTO}).status_code == 201
    return instance_id


# A child inside, one outside, and a house of another bidang; each with an update that waits.
SASARAN = {
    "dalam": "11111111-1111-4111-8111-111111111111",
    "luar": "22222222-2222-4222-8222-222222222222",
    "lain": "33333333-3333-4333-8333-333333333333",
}


def send_sasaran(simpul: Simpul) -> dict[str, int]:
    """Register the three sasaran, and in each place an update that waits; answer their numbers.

    They are of sasaran nobody registered, in lists with approval: they wait however often tried.
    """
    admin = simpul.signed_in("admin")
    release(admin, REGISTER, WEIGH, HOUSE)
    phones = {row: simpul.add_phone(ELSEWHERE if row == "luar" else MAWAR) for row in SASARAN}
    house = {"id": SASARAN["lain"], "create": "1", "label": "Rumah"}
    send(simpul, phones["lain"], HOUSE, {"atap": "seng"}, house)
    for row in ("dalam", "luar"):
        register(simpul, phones[row], SASARAN[row])
    simpul.run_pending()
    for name in ("balita", "rumah"):
        admin.post(f"/sasaran/daftar/{name}/persetujuan", data={"perlu": "1"})
    waiting = {}
    for row, phone in phones.items():
        nobody = SASARAN[row].replace("8", "9")
        update = {"id": nobody, "update": "1", "baseVersion": "7", "branchId": SASARAN[row]}
        form_id = HOUSE if row == "lain" else WEIGH
        waiting[row] = simpul.submission(send(simpul, phone, form_id, {}, update)).seq
    simpul.run_pending()
    return waiting


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One installation for all rows: each call is made by a person who may do no harm to the next."""
    prepared = request.getfixturevalue("prepared_home")
    home = tmp_path_factory.mktemp("matriks") / "rumah"
    with copied_home(request.param, prepared, home) as url, opened(home, url, {}) as simpul:
        ids = {
            "dalam": send_report(simpul, "kes_bulanan", MAWAR),
            "luar": send_report(simpul, "kes_bulanan", ELSEWHERE),
            "lain": send_report(simpul, "sos_bulanan", MAWAR),
        }
        held = send_sasaran(simpul)
        simpul.run_pending()
        ids["kembali"] = send_report(simpul, "tib_bulanan", MAWAR)
        accounts = {role: simpul.add_user(*grant) for role, grant in GRANTS.items()}
        clients = {role: simpul.session_of(name) for role, name in accounts.items()}
        clients["tamu"] = simpul.client()
        tokens = {role: session_token(simpul, name) for role, name in accounts.items()}
        admin = clients["admin"]
        referrals = refer_each(admin, ids)
        returned = {"keputusan": "kembalikan", "alasan": "uji matriks"}
        admin.post(f"/kiriman/{ids['kembali']}/keputusan", data=returned)
        admin.post("/formulir", data={"berkas": (io.BytesIO(workbook()), "uji.xlsx")})
        begin_each(admin)
        sheet = {"berkas": (io.BytesIO(REGISTRY), "registri.xlsx")}
        assert admin.post("/pengaturan/impor", data=sheet).status_code == 200
        import_id = simpul.query("SELECT max(import_id) FROM import_run")[0][0]
        # Kader whose work may be ended without ending anybody's phone of these tests.
        places = {"dalam": MAWAR, "luar": ELSEWHERE}
        kader = {row: simpul.add_phone(at, name="Ani").kader_id for row, at in places.items()}
        # An account the secretariat may change, and one that is nobody's to change but another admin's.
        names = {"dalam": simpul.add_user("camat", "64.02.06"), "luar": ""}
        query = "SELECT user_id FROM user_account WHERE name = :name"
        account = {"dalam": simpul.query(query, name=names["dalam"])[0][0]}
        with clients["admin"].session_transaction() as session:
            account["luar"] = session["user_id"]
        query = "SELECT finding_id FROM quality_finding WHERE instance_id = :name ORDER BY 1"
        asked = {one: simpul.query(query, name=ids[one])[0][0] for one in ("dalam", "luar", "lain")}
        phone = simpul.add_phone()
        told = (ids, kader, account, import_id, held, asked, referrals)
        yield World(simpul, clients, tokens, phone, *told)


def session_token(simpul: Simpul, name: str) -> str:
    """The token of a program that logs in for an account."""
    body = {"email": name, "password": PASSWORD}
    return str(simpul.client().post("/v1/sessions", json=body).get_json()["token"])


OF_PHONES = ("handsets.", "phones.")
IN_A_BROWSER = ("browser.", "filling.")


def request_of(world: World, endpoint: str, row: str) -> tuple[str, str, dict[str, object]]:
    """The method, path and form of a call."""
    place = ELSEWHERE if row == "luar" else MAWAR
    instance_id = world.instance_ids[row]
    field = "sos.status_laporan" if row == "lain" else "kes.status_laporan"
    form_id = {"lain": "sos_bulanan", "kembali": "tib_bulanan"}.get(row, "kes_bulanan")
    version = world.simpul.schema(form_id).version
    cell = f"?field={field}&period={this_month()}"
    deadline = {"form_id": form_id, "period": "2027-01", "tanggal": "2027-02-15"}
    value = {"field": field, "period": "2020-01", "nilai": '"nihil"', "alasan": "uji coba"}
    value |= {"terakhir": "0", "dilihat": "x"}
    release = FORM, "2026112301"
    if row == "lain":
        release = form_id, version
    listed = "rumah" if row == "lain" else "balita"
    sasaran, held = SASARAN.get(row, SASARAN["dalam"]), world.held.get(row, world.held["dalam"])
    resolve: dict[str, object] = {"versi": "999", "alasan": "uji matriks"}
    calls: dict[str, tuple[str, str, dict[str, object]]] = {
        "report.home": ("GET", "/", {}),
        "report.grid": ("GET", "/posyandu", {}),
        "report.download_grid": ("GET", "/posyandu/unduh", {}),
        "profiles.profile": ("GET", f"/posyandu/{place}", {}),
        "value_source.value": ("GET", f"/posyandu/{place}/nilai{cell}", {}),
        "past.changes": ("GET", f"/posyandu/{place}/perubahan", {}),
        "intake.submissions": ("GET", "/kiriman", {}),
        "intake.submission": ("GET", f"/kiriman/{instance_id}", {}),
        "intake.attachment": ("GET", f"/kiriman/{instance_id}/lampiran/r.jpg", {}),
        "intake.unmask": ("POST", f"/kiriman/{instance_id}/buka", {"alasan": "uji matriks"}),
        "intake.quarantine": ("GET", "/karantina", {}),
        "review.decide": ("POST", f"/kiriman/{instance_id}/keputusan", {"keputusan": "terima"}),
        "review.decide_value": ("POST", f"/posyandu/{place}/nilai/keputusan", dict(value)),
        **review_calls(place, field, instance_id),
        **remote_calls(),
        **level_calls(form_id, instance_id),
        "mirip.queue": ("GET", "/sasaran/mirip", {}),
        "mirip.unmask_pair": ("POST", "/sasaran/mirip/buka", {"alasan": "uji matriks"}),
        "mirip.decide": ("POST", "/sasaran/mirip/putuskan", {"alasan": "uji matriks"}),
        "mirip.undo": ("POST", "/sasaran/mirip/batal", {"alasan": "uji matriks"}),
        "mirip.subject": ("GET", "/sasaran/orang/tidak-ada", {}),
        "mirip.unmask": ("POST", "/sasaran/orang/tidak-ada/buka", {"alasan": "uji matriks"}),
        "mirip.part": ("POST", "/sasaran/orang/tidak-ada/pisah", {"alasan": "uji matriks"}),
        "warga.listed": ("GET", f"/posyandu/{place}/warga", {}),
        "sasaran.lists": ("GET", "/sasaran", {}),
        "sasaran.rows": ("GET", f"/sasaran/daftar/{listed}", {}),
        "sasaran.search": ("POST", f"/sasaran/daftar/{listed}/cari", {"nama": "Ananda"}),
        "sasaran.approval": ("POST", f"/sasaran/daftar/{listed}/persetujuan", {"perlu": "1"}),
        "sasaran.entity": ("GET", f"/sasaran/{sasaran}", {}),
        "sasaran.unmask": ("POST", f"/sasaran/{sasaran}/buka", {"alasan": "uji matriks"}),
        "sasaran.resolve": ("POST", f"/sasaran/{sasaran}/selesaikan", resolve),
        "sasaran.force": ("POST", f"/sasaran/tertunda/{held}/terapkan", {}),
        **quality_calls(world, place, row),
        **referral_calls(world.referrals.get(row, 0), instance_id),
        **server_calls(form_id),
        "design.forms": ("GET", "/formulir", {}),
        "design.form": ("GET", f"/formulir/{form_id}", {}),
        "design.xlsx": ("GET", f"/formulir/{form_id}/versi/{version}/xlsx", {}),
        "design.markdown": ("GET", f"/formulir/{form_id}/versi/{version}/markdown", {}),
        "design.xform": ("GET", f"/formulir/{form_id}/versi/{version}/xform", {}),
        "guides.guide": ("GET", f"/formulir/{form_id}/versi/{version}/panduan", {}),
        "design.upload": ("POST", "/formulir", {"berkas": (io.BytesIO(workbook()), "uji.xlsx")}),
        **release_calls(*release),
        "design.add_files": ("POST", "/formulir/{}/versi/{}/berkas".format(*release), {}),
        "akibat.show": ("GET", "/formulir/{}/versi/{}/akibat".format(*release), {}),
        "akibat.measure": ("POST", "/formulir/{}/versi/{}/akibat".format(*release), {}),
        "design.close": ("POST", f"/formulir/{form_id}/tutup", {}),
        "design.reopen": ("POST", f"/formulir/{form_id}/buka", {}),
        "calendar.show": ("GET", "/kalender", {}),
        "calendar.set_deadline": ("POST", "/kalender/tenggat", dict(deadline)),
        "calendar.add_holiday": ("POST", "/kalender/libur", {"tanggal": "2027-03-11", "nama": "x"}),
        **(phone_calls(world.simpul, place) if endpoint.startswith(OF_PHONES) else {}),
        "returned.show": ("GET", "/dikembalikan", {}),
        "returned.print_sheet": ("GET", "/dikembalikan/cetak?area=64.02.09", {}),
        **(
            browser_calls(world.simpul, form_id, version, instance_id)
            if endpoint.startswith(IN_A_BROWSER)
            else {}
        ),
        **studio_calls(row),
        **trial_calls(form_id, version),
        **webhook_calls(),
    }
    return calls[endpoint] if endpoint in calls else registry_call(world, endpoint, row)


def quality_calls(
    world: World, place: str, row: str
) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about data quality; what would change a finding is refused."""
    one = f"/kualitas/{world.findings.get(row, world.findings['dalam'])}"
    kader = world.kader_ids.get(row, world.kader_ids["dalam"])
    return {
        "quality.queue": ("GET", "/kualitas", {}),
        "quality.finding": ("GET", one, {}),
        "quality.of_submission": ("GET", f"/kualitas/kiriman/{world.instance_ids[row]}", {}),
        "quality.check_one": ("POST", f"{one}/periksa", {"alasan": "x"}),
        "quality.uncheck_one": ("POST", f"{one}/batal", {}),
        "quality.rules": ("GET", "/kualitas/aturan", {}),
        "quality.set_rule": ("POST", "/kualitas/aturan/semua_nol", {"pakai": "1"}),
        "cards.place": ("GET", f"/kualitas/posyandu/{place}", {}),
        "cards.kader": ("GET", f"/kualitas/kader/{kader}", {}),
        "cards.own": ("GET", "/kualitas/saya", {}),
    }


def registry_call(world: World, endpoint: str, row: str) -> tuple[str, str, dict[str, object]]:
    """The method, path and form of a call of the registry; acts that would end something are refused."""
    place = ELSEWHERE if row == "luar" else MAWAR
    page = f"/pengaturan/posyandu/{place}"
    kader = f"/pengaturan/kader/{world.kader_ids[row]}"
    account = f"/pengaturan/akun/{world.account_ids[row]}"
    run = f"/pengaturan/impor/{world.import_id}"
    once = secrets.token_hex(4)
    grant = {"peran": "camat", "wilayah": "64.02.06"}
    rule = {"bidang": "sosial", "wilayah": "64.02.20", "cabut": "ya"}
    book: dict[str, object] = {"berkas": (io.BytesIO(REGISTRY), "registri.xlsx")}
    why = {"alasan": "uji matriks"}
    calls: dict[str, tuple[str, str, dict[str, object]]] = {
        "desk.start": ("GET", "/pengaturan", {}),
        "desk.rollout": ("GET", "/pengaturan/penggelaran", {}),
        "desk.set_rule": ("POST", "/pengaturan/penggelaran", dict(rule)),
        "desk.copy_set": (
            "POST",
            "/pengaturan/penggelaran/salin",
            {"dari": MAWAR, "ke": "64.02.20"},
        ),
        "desk.legal": ("GET", "/pengaturan/dasar-hukum", {}),
        "desk.set_legal": (
            "POST",
            "/pengaturan/dasar-hukum",
            {"kunci": "dasar_hukum", "isi": "Permendagri 13/2024"},
        ),
        "places.listing": ("GET", "/pengaturan/posyandu", {}),
        "places.place": ("GET", page, {}),
        "places.add": (
            "POST",
            "/pengaturan/posyandu",
            {"nama": once, "kode_desa": "64.02.06.1001"},
        ),
        "places.rename": ("POST", f"{page}/nama", {"nama": f"Posyandu {once}", **why}),
        "places.change": ("POST", f"{page}/data", {"alamat": once}),
        "places.close": ("POST", "/pengaturan/posyandu/64.02.06.1011.999/tutup", dict(why)),
        "places.reopen": ("POST", f"{page}/buka", dict(why)),
        "places.merge": ("POST", f"{page}/gabung", {"ke": place, **why}),
        "places.split": ("POST", f"{page}/pecah", {"nama": once, **why}),
        "places.move": ("POST", f"{page}/pindah", {"kode_desa": "64.02.06.1011", **why}),
        "places.undo": ("POST", "/pengaturan/riwayat/999999/batal", dict(why)),
        "places.areas": ("GET", "/pengaturan/wilayah", {}),
        "places.recode_area": (
            "POST",
            "/pengaturan/wilayah",
            {"lama": "64.02.99", "baru": "64.02.98"},
        ),
        "people.kader_list": ("GET", "/pengaturan/kader", {}),
        "people.find_kader": ("POST", "/pengaturan/kader/cari", {"nama": "Siti"}),
        "people.add_kader": ("POST", "/pengaturan/kader", {"nama": once, "kode_posyandu": MAWAR}),
        "people.kader": ("GET", kader, {}),
        "people.change_kader": ("POST", f"{kader}/data", {"nama": "Siti"}),
        "people.move_kader": ("POST", f"{kader}/pindah", {"kode_posyandu": place}),
        "people.end_kader": ("POST", f"{kader}/berhenti", dict(why)),
        "people.opd_list": ("GET", "/pengaturan/opd", {}),
        "people.save_opd": (
            "POST",
            "/pengaturan/opd",
            {"nama": f"Dinas {once}", "bidang": "sosial"},
        ),
        "akun.listing": ("GET", "/pengaturan/akun", {}),
        "akun.invite": ("POST", "/pengaturan/akun", {"nama": f"uji.{once}", **grant}),
        "akun.account": ("GET", account, {}),
        "akun.add_grant": ("POST", f"{account}/hak", dict(grant)),
        "akun.end_grant": ("POST", f"{account}/hak/999999/akhiri", {}),
        "akun.end_account": ("POST", f"{account}/akhiri", {"sampai": "2031-01-01"}),
        "akun.invite_again": ("POST", f"{account}/undang", {}),
        "imports.start": ("GET", "/pengaturan/impor", {}),
        "imports.check_workbook": ("POST", "/pengaturan/impor", book),
        "imports.dry_run": ("GET", run, {}),
        "imports.marked": ("GET", f"{run}/temuan", {}),
        "imports.apply": ("POST", f"{run}/terapkan", {}),
        "imports.template": ("GET", "/pengaturan/impor/templat", {}),
        "imports.export": ("GET", "/pengaturan/impor/ekspor", {}),
    }
    return calls[endpoint]


def rows(table: str = TABLE) -> Iterator[tuple[str, str, str, str]]:
    """(endpoint, row, role, expected) of the table."""
    for line in table.strip().splitlines():
        endpoint, row, *words = line.split()
        for role, expected in zip(ROLES, words, strict=True):
            yield endpoint, row, role, expected


# Rights are told apart in Python; what the database cuts by area and bidang is tried on both kinds.
# The kinds stand in tests of their own: pytest makes a world anew where its place among the values of
# one mark changes, though the value does not.
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [*ROLES, *LIKE])
def test_each_role_gets_what_the_table_says(world: World, role: str) -> None:
    assert wrong_answers(world, role) == []


@pytest.mark.postgres
@pytest.mark.parametrize("world", ["postgres"], indirect=True)
@pytest.mark.parametrize("role", ["opd", "desa"])
def test_postgres_cuts_by_area_and_bidang_as_the_table_says(world: World, role: str) -> None:
    assert wrong_answers(world, role) == []


def wrong_answers(world: World, role: str) -> list[str]:
    """What a role gets otherwise than the table says."""
    wrong = []
    for endpoint, row, whose, expected in rows():
        if whose != LIKE.get(role, role):
            continue
        method, path, form = request_of(world, endpoint, row)
        response = world.clients[role].open(path, method=method, data=form or None)
        status = STATUS.get(expected) or (302 if method == "GET" else 401)
        right = response.status_code == status
        if right and expected == "L" and method == "GET":
            right = response.location.startswith("/login")
        if not right:
            wrong.append(f"{endpoint} {row}: {response.status_code}, not {status}")
    return wrong


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)  # the rules are the pages' own
@pytest.mark.parametrize("role", [*ROLES, *LIKE])
def test_a_program_gets_what_the_account_may(world: World, role: str) -> None:
    visitor, wrong = world.simpul.client(), []
    shown = {"Authorization": f"Bearer {world.tokens[role]}"} if role in world.tokens else {}
    for endpoint, row, whose, expected in rows(API_TABLE):
        if whose != LIKE.get(role, role):
            continue
        form_id = "sos_bulanan" if row == "lain" else "kes_bulanan"
        version = world.simpul.schema(form_id).version
        listed, sasaran = "rumah" if row == "lain" else "balita", SASARAN[row]
        method, path, body = api_call(
            endpoint, form_id, version, world.instance_ids[row], listed, sasaran
        )
        response = visitor.open(path, method=method, headers=shown, **body)
        assert response.data  # a stream is read to its end
        if response.status_code != STATUS[expected]:
            wrong.append(f"{endpoint} {row}: {response.status_code}, not {STATUS[expected]}")
    assert wrong == []


def test_the_table_speaks_of_every_route(world: World) -> None:
    named = {endpoint for endpoint, _, _, _ in (*rows(), *rows(API_TABLE))} | OPEN | MACHINES.keys()
    assert named == {rule.endpoint for rule in world.simpul.app.url_map.iter_rules()}


def test_every_route_declares_who_may_call_it(world: World) -> None:
    app = world.simpul.app
    kinds = {endpoint: rule_of(app, endpoint) for endpoint in app.view_functions}
    assert [endpoint for endpoint, rule in kinds.items() if rule is None] == []
    declared = {endpoint: rule.kind for endpoint, rule in kinds.items() if rule}
    assert {e for e, kind in declared.items() if kind == "public"} == OPEN
    assert {
        e: k for e, k in declared.items() if k in {"device", "hook", "trial", "login"}
    } == MACHINES


def test_a_route_that_declares_nothing_is_refused_to_everyone(world: World) -> None:
    other = replace(world.simpul, app=with_undeclared(world.simpul))
    assert_problem(other.client().get("/lupa"), "accounts.not_allowed")
    admin = other.signed_in("admin")
    assert_problem(admin.get("/lupa"), "accounts.not_allowed")
    assert admin.get("/diumumkan").text == "beranda"


def with_undeclared(simpul: Simpul) -> Flask:
    """The same app with a view whose author forgot to say who may call it, and one who did not."""
    app = create_app(simpul.settings)

    def forgotten() -> str:
        return "rahasia"

    @allow("beranda.lihat")
    def remembered() -> str:
        return "beranda"

    assert not hasattr(forgotten, MARK)
    app.add_url_rule("/lupa", "uji.lupa", forgotten)
    app.add_url_rule("/diumumkan", "uji.diumumkan", remembered)
    return app


def test_a_grant_ends_and_begins_with_its_days(world: World) -> None:
    simpul = world.simpul
    name = simpul.add_user("camat", "64.02.06")
    client = simpul.session_of(name)
    where = "WHERE user_id = (SELECT user_id FROM user_account WHERE name = :name)"
    for column, day in (("valid_to", "2020-01-01"), ("valid_from", "2090-01-01")):
        simpul.execute(
            f"UPDATE account_grant SET valid_to = NULL, valid_from = NULL {where}",  # noqa: S608
            name=name,
        )
        assert client.get("/posyandu").status_code == 200
        simpul.execute(
            f"UPDATE account_grant SET {column} = :day {where}",  # noqa: S608
            name=name,
            day=day,
        )
        assert_problem(client.get("/posyandu"), "accounts.not_allowed")


def test_lists_show_only_what_lies_inside_the_grant(world: World) -> None:
    outside, other = world.instance_ids["luar"], world.instance_ids["lain"]
    for role in ("camat", "desa", "kader"):
        client = world.clients[role]
        for query in ("", "?area=64.02.01", "?area=64.02", f"?q={outside}", "?area=64.02.0"):
            assert f"/kiriman/{outside}" not in client.get(f"/kiriman{query}").text
            assert "Posyandu Jauh" not in client.get(f"/posyandu{query}").text
        assert other in client.get("/kiriman").text
    health = world.clients["opd"].get("/kiriman").text
    assert outside in health
    assert other not in health
