"""What hangs on a Posyandu's code follows it: sasaran on phones, and reports returned to kader."""

from __future__ import annotations

from tests.integration.entity_forms import REGISTER, VERSION, WEIGH, register, release
from tests.integration.installation import Phone, Simpul
from tests.integration.registry.test_acts import TIMBAU, WHY, act, send, undo_newest
from tests.integration.submissions import MAWAR

CHILD = "11111111-1111-4111-8111-111111111111"


def held(simpul: Simpul, phone: Phone) -> bool:
    """Whether the phone's list holds the child."""
    path = f"{phone.door}/forms/{WEIGH}/{VERSION}/media/balita.csv"
    return CHILD in simpul.client().get(path).text


def place_of_child(simpul: Simpul) -> str:
    """The Posyandu the child belongs to now."""
    query = "SELECT posyandu_code FROM entity WHERE entity_id = :id"
    return str(simpul.query(query, id=CHILD)[0][0])


def test_sasaran_follow_their_posyandu_to_its_new_code_and_back(
    simpul: Simpul, phone: Phone
) -> None:
    admin = simpul.signed_in("admin")
    release(admin, REGISTER, WEIGH)
    register(simpul, phone, CHILD)
    simpul.run_pending()
    assert held(simpul, phone)
    act(admin, MAWAR, "pindah", kode_desa=TIMBAU)
    simpul.run_pending()
    assert place_of_child(simpul).startswith(TIMBAU)
    assert held(simpul, phone)
    undo_newest(simpul, admin)
    simpul.run_pending()
    assert place_of_child(simpul) == MAWAR
    assert held(simpul, phone)


def test_a_returned_report_follows_its_posyandu(simpul: Simpul, phone: Phone) -> None:
    admin = simpul.signed_in("admin")
    sent = send(simpul, phone, MAWAR)
    decided = {"keputusan": "kembalikan", "alasan": "angka D belum benar"}
    assert admin.post(f"/kiriman/{sent}/keputusan", data=decided).status_code == 302
    fields = {**WHY, "lama": "64.02.06", "baru": "64.02.21", "nama": "Tenggarong Baru"}
    assert admin.post("/pengaturan/wilayah", data=fields).status_code == 302
    simpul.run_pending()
    assert simpul.query("SELECT posyandu_code FROM returned") == [("64.02.21.1011.001",)]
