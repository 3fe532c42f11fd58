"""Who may call what: every route, every role, inside and outside their area, as one table.

A column is a role with the area and bidang of its grant; the rows of a route are places and forms
inside and outside of it. A route that is missing here fails the test.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.web.guards import MARK, allow, rule_of
from tests.app_fixtures import KINDS
from tests.integration.entity_forms import HOUSE, REGISTER, WEIGH, register, release, send
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul, copied_home, opened
from tests.integration.submissions import ELSEWHERE, MAWAR, PHOTO, monthly_answers, this_month
from tests.integration.workbooks import FORM, workbook

GRANTS = {
    "admin": ("admin", "", ""),
    "sekretariat": ("sekretariat", "", ""),
    "opd": ("opd", "", "kesehatan"),
    "camat": ("camat", "64.02.06", ""),
    "desa": ("desa", "64.02.06.1011", ""),
    "kader": ("kader", MAWAR, ""),
}
ROLES = (*GRANTS, "tamu")  # tamu: nobody is logged in

# What each route answers, by role in the order of ROLES. `dalam`: a place inside the grant's area (and a
# form of its bidang); `luar`: a place outside the area; `lain`: inside it, but of another bidang.
# G: 200. R: done, redirected. X: 403. 4: 404. 9: 409. L: to the login page, or 401.
TABLE = """
report.home              dalam  G G G G G G L
report.grid              dalam  G G G G G G L
report.download_grid     dalam  G G G G G G L
profiles.profile         dalam  G G G G G G L
profiles.profile         luar   G G G X X X L
profiles.value           dalam  G G G G G G L
profiles.value           luar   G G G X X X L
profiles.value           lain   G G X G G G L
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
review.decide            dalam  R R R X X X L
review.decide            luar   R R R X X X L
review.decide            lain   R R X X X X L
review.decide_value      dalam  4 4 4 X X X L
review.decide_value      luar   4 4 4 X X X L
review.decide_value      lain   4 4 X X X X L
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
design.forms             dalam  G G G G G X L
design.form              dalam  G G G G G X L
design.form              lain   G G X G G X L
design.xlsx              dalam  G G G G G X L
design.xlsx              lain   G G X G G X L
design.xform             dalam  G G G G G X L
design.xform             lain   G G X G G X L
design.upload            dalam  R X R X X X L
design.release           dalam  R X R X X X L
design.release           lain   R X X X X X L
calendar.show            dalam  G G G G G X L
calendar.set_deadline    dalam  R X R X X X L
calendar.set_deadline    lain   R X X X X X L
calendar.add_holiday     dalam  R R X X X X L
publish.devices          dalam  G G G G X X L
publish.add_device       dalam  G G X X X X L
publish.revoke           dalam  R R X X X X L
"""
# Routes that ask no account: who may call them is tested by name elsewhere.
OPEN = {
    "static", "web.login", "web.do_login", "web.logout", "web.setup", "web.do_setup",
    "web.healthz",
}  # fmt: skip
MACHINES = {
    "publish.form_list": "device", "publish.form_xml": "device", "publish.manifest": "device",
    "publish.media": "device", "publish.integrity": "device", "intake.submission_head": "device",
    "intake.post_submission": "device", "intake.kobo_hook": "hook",
}  # fmt: skip
STATUS = {"G": 200, "R": 302, "X": 403, "4": 404, "9": 409}


@dataclass(frozen=True, slots=True)
class World:
    """An installation with something to see in each place, and a session of each role."""

    simpul: Simpul
    clients: dict[str, FlaskClient]
    phone: Phone
    instance_ids: dict[str, str]
    held: dict[str, int]


def send_report(simpul: Simpul, form_id: str, posyandu: str) -> str:
    """Send a report with a photo from a Posyandu; answer its instanceID."""
    answers = monthly_answers(posyandu) if form_id == "kes_bulanan" else {}
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
        clients = {role: simpul.signed_in(*grant) for role, grant in GRANTS.items()}
        clients["tamu"] = simpul.client()
        admin = clients["admin"]
        admin.post("/formulir", data={"berkas": (io.BytesIO(workbook()), "uji.xlsx")})
        yield World(simpul, clients, simpul.add_phone(), ids, held)


def request_of(world: World, endpoint: str, row: str) -> tuple[str, str, dict[str, object]]:
    """The method, path and form of a call."""
    place = ELSEWHERE if row == "luar" else MAWAR
    instance_id = world.instance_ids[row]
    field = "sos.status_laporan" if row == "lain" else "kes.status_laporan"
    form_id = "sos_bulanan" if row == "lain" else "kes_bulanan"
    version = world.simpul.schema(form_id).version
    cell = f"?field={field}&period={this_month()}"
    deadline = {"form_id": form_id, "period": "2027-01", "tanggal": "2027-02-15"}
    value = {"field": field, "period": "2020-01", "nilai": '"nihil"', "alasan": "uji coba"}
    release = FORM, "2026112301"
    if row == "lain":
        release = form_id, version
    listed = "rumah" if row == "lain" else "balita"
    resolve: dict[str, object] = {"versi": "999", "alasan": "uji matriks"}
    calls: dict[str, tuple[str, str, dict[str, object]]] = {
        "report.home": ("GET", "/", {}),
        "report.grid": ("GET", "/posyandu", {}),
        "report.download_grid": ("GET", "/posyandu/unduh", {}),
        "profiles.profile": ("GET", f"/posyandu/{place}", {}),
        "profiles.value": ("GET", f"/posyandu/{place}/nilai{cell}", {}),
        "intake.submissions": ("GET", "/kiriman", {}),
        "intake.submission": ("GET", f"/kiriman/{instance_id}", {}),
        "intake.attachment": ("GET", f"/kiriman/{instance_id}/lampiran/r.jpg", {}),
        "intake.unmask": ("POST", f"/kiriman/{instance_id}/buka", {"alasan": "uji matriks"}),
        "intake.quarantine": ("GET", "/karantina", {}),
        "review.decide": ("POST", f"/kiriman/{instance_id}/keputusan", {"keputusan": "terima"}),
        "review.decide_value": ("POST", f"/posyandu/{place}/nilai/keputusan", dict(value)),
        "sasaran.lists": ("GET", "/sasaran", {}),
        "sasaran.rows": ("GET", f"/sasaran/daftar/{listed}", {}),
        "sasaran.search": ("POST", f"/sasaran/daftar/{listed}/cari", {"nama": "Ananda"}),
        "sasaran.approval": ("POST", f"/sasaran/daftar/{listed}/persetujuan", {"perlu": "1"}),
        "sasaran.entity": ("GET", f"/sasaran/{SASARAN[row]}", {}),
        "sasaran.unmask": ("POST", f"/sasaran/{SASARAN[row]}/buka", {"alasan": "uji matriks"}),
        "sasaran.resolve": ("POST", f"/sasaran/{SASARAN[row]}/selesaikan", resolve),
        "sasaran.force": ("POST", f"/sasaran/tertunda/{world.held[row]}/terapkan", {}),
        "design.forms": ("GET", "/formulir", {}),
        "design.form": ("GET", f"/formulir/{form_id}", {}),
        "design.xlsx": ("GET", f"/formulir/{form_id}/versi/{version}/xlsx", {}),
        "design.xform": ("GET", f"/formulir/{form_id}/versi/{version}/xform", {}),
        "design.upload": ("POST", "/formulir", {"berkas": (io.BytesIO(workbook()), "uji.xlsx")}),
        "design.release": ("POST", "/formulir/{}/versi/{}/terbitkan".format(*release), {}),
        "calendar.show": ("GET", "/kalender", {}),
        "calendar.set_deadline": ("POST", "/kalender/tenggat", dict(deadline)),
        "calendar.add_holiday": ("POST", "/kalender/libur", {"tanggal": "2027-03-11", "nama": "x"}),
        "publish.devices": ("GET", "/perangkat", {}),
        "publish.add_device": ("POST", "/perangkat", {"kader": str(world.phone.kader_id)}),
        "publish.revoke": ("POST", f"/perangkat/{world.phone.device_id}/cabut", {}),
    }
    return calls[endpoint]


def rows() -> Iterator[tuple[str, str, str, str]]:
    """(endpoint, row, role, expected) of the table."""
    for line in TABLE.strip().splitlines():
        endpoint, row, *words = line.split()
        for role, expected in zip(ROLES, words, strict=True):
            yield endpoint, row, role, expected


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(world: World, role: str) -> None:
    wrong = []
    for endpoint, row, whose, expected in rows():
        if whose != role:
            continue
        method, path, form = request_of(world, endpoint, row)
        response = world.clients[role].open(path, method=method, data=form or None)
        status = STATUS.get(expected) or (302 if method == "GET" else 401)
        right = response.status_code == status
        if right and expected == "L" and method == "GET":
            right = response.location.startswith("/login")
        if not right:
            wrong.append(f"{endpoint} {row}: {response.status_code}, not {status}")
    assert wrong == []


def test_the_table_speaks_of_every_route(world: World) -> None:
    named = {endpoint for endpoint, _, _, _ in rows()} | OPEN | MACHINES.keys()
    assert named == {rule.endpoint for rule in world.simpul.app.url_map.iter_rules()}


def test_every_route_declares_who_may_call_it(world: World) -> None:
    app = world.simpul.app
    kinds = {endpoint: rule_of(app, endpoint) for endpoint in app.view_functions}
    assert [endpoint for endpoint, rule in kinds.items() if rule is None] == []
    declared = {endpoint: rule.kind for endpoint, rule in kinds.items() if rule}
    assert {e for e, kind in declared.items() if kind == "public"} == OPEN
    assert {e: k for e, k in declared.items() if k in {"device", "hook"}} == MACHINES


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
