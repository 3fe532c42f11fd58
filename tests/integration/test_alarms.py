"""What must not wait becomes one task: made once, withdrawn if it shows no more, closed by its role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.merge.explain_service import explain
from app.merge.fold import CellKey
from app.merge.service import rebuild_place, verify_place
from app.review.queue_places_service import explain_value
from app.review.service import decide_value
from app.scores.library import read_alarms
from tests.app_fixtures import KINDS
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Phone, Simpul, copied_home, opened
from tests.integration.submissions import MAWAR, monthly_answers, new_id, this_month, visit_answers

TODAY = date.today()
NAME = "Zulaikha Bangkirai"
BORN = date(TODAY.year - 2, TODAY.month, 1).isoformat()
NIK = f"640206{BORN[8:]}{BORN[5:7]}{BORN[2:4]}"  # as of a boy born that day
WHY = "sudah dikunjungi bersama bidan desa"
TITLES = {one.key: one.title for one in read_alarms()}


def first_of_month(back: int) -> str:
    """The first day of a month so many months ago."""
    month = TODAY.replace(day=1)
    for _ in range(back):
        month = (month - timedelta(days=1)).replace(day=1)
    return month.isoformat()


@dataclass
class Clinic:
    """A Posyandu with a phone, and an officer of health; children are told apart by number."""

    simpul: Simpul
    phone: Phone
    officer: FlaskClient
    number: int = 0
    sent: dict[str, str] = field(default_factory=dict)

    def new_child(self) -> None:
        """From here on speak of another child."""
        self.number += 1
        self.sent = {}

    def weigh(self, back: int, weight: str, **more: str) -> None:
        """A visit so many months ago; told again, it is corrected."""
        told = {
            "ukur__bb": weight, "orang__nama": f"{NAME} {self.number}",
            "orang__nik": f"{NIK}{self.number:04}", "orang__no_kk": "", "orang__jenis_kelamin": "L",
            "orang__tanggal_lahir": BORN, **more,
        }  # fmt: skip
        answers = visit_answers(MAWAR, first_of_month(back), **told)
        old, fresh = self.sent.get(str(back)), new_id()
        xml = self.simpul.submission_xml(
            "kes_balita", answers, instance_id=fresh, deprecated_id=old
        )
        assert self.simpul.send(self.phone, xml).status_code == 201
        self.sent[str(back)] = fresh
        self.simpul.run_pending()

    def report(self, form_id: str, **told: object) -> None:
        """This month's report."""
        answers = {**monthly_answers(), **told} if form_id == "kes_bulanan" else told
        assert self.simpul.send(
            self.phone, self.simpul.submission_xml(form_id, answers)
        ).status_code in {201, 202}
        self.simpul.run_pending()

    def alarms(self) -> dict[str, str]:
        """How this child's tasks, or those of reports, stand by kind."""
        nik = self.sent and self.simpul.submission(next(iter(self.sent.values()))).seq
        rows = self.simpul.query(
            "SELECT r.matter, r.state FROM referral r JOIN mention m ON m.anchor = r.key "
            "WHERE m.subject_id = (SELECT subject_id FROM mention WHERE seq = :seq)",
            seq=nik,
        )
        return {row.matter: row.state for row in rows}

    def made(self) -> int:
        """How many tasks there are in all."""
        return int(self.simpul.query("SELECT count(*) FROM referral")[0][0])

    def again(self) -> None:
        """Fold the Posyandu anew, and merge all of it once more."""
        with self.simpul.app.app_context():
            rebuild_place(MAWAR)
        self.simpul.execute("UPDATE submission SET merge_due = :yes, touch = touch + 1", yes=True)
        self.simpul.run_pending()
        with self.simpul.app.app_context():
            assert verify_place(MAWAR) == []


@pytest.fixture(scope="module", params=KINDS)
def open_clinic(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """One installation for all of these tests."""
    home = tmp_path_factory.mktemp("tanda") / "home"
    with copied_home(request.param, prepared_home, home) as url, opened(home, url, {}) as simpul:
        officer = simpul.signed_in("opd", "", "kesehatan")
        yield Clinic(simpul, simpul.add_phone(), officer)


@pytest.fixture
def clinic(open_clinic: Clinic) -> Clinic:
    """The installation, speaking of another child."""
    open_clinic.new_child()
    return open_clinic


def weigh_without_gain(clinic: Clinic) -> None:
    """Three months at one weight: the third shows 2T."""
    for back in (3, 2, 1):
        clinic.weigh(back, "11.5")


def path_of(clinic: Clinic, matter: str) -> str:
    """The page of this child's task."""
    rows = clinic.simpul.query(
        "SELECT referral_id FROM referral WHERE matter = :one ORDER BY referral_id DESC", one=matter
    )
    return f"/rujukan/{rows[0].referral_id}"


def step(clinic: Clinic, path: str, kind: str, words: str = "") -> None:
    """Take a step on a task as it stands."""
    number = path.rpartition("/")[2]
    ((last,),) = clinic.simpul.query("SELECT last FROM referral WHERE referral_id = :n", n=number)
    form = {"langkah": kind, "alasan": words, "terakhir": str(last)}
    assert clinic.officer.post(f"{path}/langkah", data=form).status_code == 302


def test_a_sign_is_asked_about_once_whatever_is_merged_edited_or_rebuilt(clinic: Clinic) -> None:
    weigh_without_gain(clinic)
    assert clinic.alarms() == {"dua_t": "menunggu"}
    before = clinic.made()
    clinic.again()
    clinic.weigh(1, "11.4")  # corrected, and still no gain
    assert (clinic.alarms(), clinic.made()) == ({"dua_t": "menunggu"}, before)
    clinic.weigh(1, "11.9")  # it had gained after all
    assert (clinic.alarms(), clinic.made()) == ({"dua_t": "ditarik"}, before)
    clinic.weigh(1, "11.5")
    assert (clinic.alarms(), clinic.made()) == ({"dua_t": "menunggu"}, before)
    clinic.again()
    assert (clinic.alarms(), clinic.made()) == ({"dua_t": "menunggu"}, before)


def test_its_role_sees_it_masked_with_a_deadline_and_closes_it_with_a_result(
    clinic: Clinic,
) -> None:
    weigh_without_gain(clinic)
    path, title = path_of(clinic, "dua_t"), TITLES["dua_t"]
    listed = clinic.officer.get("/rujukan?arah=bahaya").text
    assert f'href="{path}?' in listed
    assert title in listed
    assert NAME not in listed
    assert "tanda bahaya menunggu Anda tindak lanjuti" in text_of(clinic.officer.get("/"))
    page = clinic.officer.get(path).text
    assert NAME not in page
    assert "Z•••" in page
    assert "Minta keterangan" not in page  # nobody sent it, so nobody can be asked
    opened_page = clinic.officer.post(f"{path}/buka", data={"alasan": WHY}).text
    assert NAME in opened_page
    logged = clinic.simpul.query("SELECT reason FROM access_log WHERE subject = :one",
                                 one=path.strip("/").replace("/", ":"))  # fmt: skip
    assert [row.reason for row in logged] == [WHY]
    for grant in (("opd", "", "sosial"), ("opd", "64.02.01", "kesehatan"), ("sekretariat",)):
        other = clinic.simpul.signed_in(*grant)
        assert f'href="{path}?' not in other.get("/rujukan?arah=bahaya").text
        assert_problem(other.get(path), "accounts.not_allowed")
    assert_problem(
        clinic.simpul.signed_in("desa", "64.02.06.1011").get(path), "accounts.not_allowed"
    )
    step(clinic, path, "ambil")
    step(clinic, path, "selesai", WHY)
    assert clinic.alarms() == {"dua_t": "selesai"}
    clinic.again()
    clinic.weigh(1, "11.9")  # what was answered stays answered
    clinic.weigh(1, "11.5")
    assert clinic.alarms() == {"dua_t": "selesai"}
    assert f'href="{path}?' in clinic.officer.get("/rujukan?arah=bahaya&keadaan=tutup").text


def test_a_report_of_a_death_is_asked_about_of_its_posyandu_and_month(clinic: Clinic) -> None:
    clinic.report("kes_bulanan", **{"kejadian/meninggal_ibu": "1"})
    path = path_of(clinic, "kematian_ibu")
    page = clinic.officer.get(path)
    assert TITLES["kematian_ibu"] in text_of(page)
    assert f"field=kes.meninggal_ibu&amp;period={this_month()}" in page.text
    before = clinic.made()
    clinic.again()
    clinic.report("kes_bulanan", **{"kejadian/meninggal_ibu": "1"})
    assert clinic.made() == before
    # Another report of the same Posyandu and month says nothing of this one.
    told = {name: text for name, text in monthly_answers().items() if "skdn" not in name}
    clinic.report("sos_bulanan", **told, **{"rentan/odgj_pasung": "1"})
    query = "SELECT alarm FROM alarm_sign WHERE shown AND place = key ORDER BY alarm"
    assert [row.alarm for row in clinic.simpul.query(query)] == ["kematian_ibu", "pasung"]
    clinic.again()


def test_a_death_told_of_somebody_is_asked_about_once_and_points_to_the_report(
    clinic: Clinic,
) -> None:
    birth = first_of_month(6)
    nik = f"640206{birth[8:]}{birth[5:7]}{birth[2:4]}{clinic.number:04}"
    born = {"orang__tanggal_lahir": birth, "orang__nik": nik}
    clinic.weigh(1, "7.1", **born)
    assert "kematian_bayi_warga" not in clinic.alarms()
    died = born | {"orang__keadaan": "meninggal", "orang__tanggal_keadaan": first_of_month(0)}
    clinic.weigh(0, "7.2", **died)
    assert clinic.alarms()["kematian_bayi_warga"] == "menunggu"
    path, before = path_of(clinic, "kematian_bayi_warga"), clinic.made()
    assert "kejadian yang sama" not in clinic.officer.get(path).text  # no report told of it yet
    clinic.weigh(1, "7.1", **died)  # told again, of another month
    clinic.again()
    assert clinic.made() == before
    clinic.weigh(0, "7.2", **born)  # a mistake: alive
    clinic.weigh(1, "7.1", **born)
    assert clinic.alarms()["kematian_bayi_warga"] == "ditarik"
    clinic.weigh(0, "7.2", **died)
    assert (clinic.alarms()["kematian_bayi_warga"], clinic.made()) == ("menunggu", before)
    clinic.report("kes_bulanan", **{"kejadian/meninggal_bayi": "1"})
    assert clinic.made() == before + 1
    report = path_of(clinic, "kematian_bayi")
    for one, other in ((path, report), (report, path)):
        page = clinic.officer.get(one)
        assert "Mungkin kejadian yang sama" in text_of(page)
        assert f'href="{other}?' in page.text
        assert NAME not in page.text
    assert "kes.kematian_bayi" not in clinic.officer.get(f"/posyandu/{MAWAR}?bidang=kesehatan").text


def test_a_death_in_pregnancy_told_by_any_form_is_a_mothers(clinic: Clinic) -> None:
    her = {
        "orang__nama": f"Noorhayati {clinic.number}", "orang__nik": "6402064103950011",
        "orang__no_kk": "",
        "orang__jenis_kelamin": "P", "orang__tanggal_lahir": "1995-03-01", "lahir__nama_ibu": "",
    }  # fmt: skip
    told_by(clinic, "kes_ibu", 2, **her, ibu__status_ibu="hamil", kehamilan__hpht=first_of_month(4))
    before = clinic.made()
    died = {"orang__keadaan": "meninggal", "orang__tanggal_keadaan": first_of_month(0)}
    told_by(clinic, "kes_dewasa_lansia", 0, **her, **died)
    assert clinic.made() == before + 1
    assert TITLES["kematian_ibu_warga"] in text_of(
        clinic.officer.get(path_of(clinic, "kematian_ibu_warga"))
    )


def told_by(clinic: Clinic, form_id: str, back: int, **told: str) -> None:
    """A visit by a form so many months ago, as far as it asks."""
    answers = visit_answers(MAWAR, first_of_month(back), **told)
    nodes = clinic.simpul.schema(form_id).nodes
    clinic.report(form_id, **{name: text for name, text in answers.items() if name in nodes})


def test_severe_malnutrition_shows_in_the_month_and_on_the_childs_page(clinic: Clinic) -> None:
    clinic.weigh(0, "8.5", ukur__pb_tb="84", ukur__cara_ukur="berdiri", ukur__edema="tidak")
    assert set(clinic.alarms()) >= {"gizi_buruk", "bgm"}
    profile = text_of(
        clinic.officer.get(f"/posyandu/{MAWAR}?bidang=kesehatan&periode={this_month()}")
    )
    assert "Balita dengan tanda gizi buruk 1 anak" in profile
    value = clinic.officer.get(
        f"/posyandu/{MAWAR}/nilai?field=kes.skrining_gizi_buruk&period={this_month()}"
    )
    assert value.status_code == 200
    assert clinic.sent["0"] in value.text  # the visit it comes from
    seq = clinic.simpul.submission(clinic.sent["0"]).seq
    ((subject,),) = clinic.simpul.query("SELECT subject_id FROM mention WHERE seq = :n", n=seq)
    masked = clinic.officer.get(f"/sasaran/orang/{subject}").text
    assert "Hasil skrining" in masked
    assert "Gizi buruk" not in masked
    shown = text_of(clinic.officer.post(f"/sasaran/orang/{subject}/buka", data={"alasan": WHY}))
    assert "bukan diagnosis" in shown
    for words in (
        "Gizi buruk",
        "Permenkes 2/2020, versi 1",
        "Riwayat berat badan: 8,5 kg",
        "< -3 SD",
    ):
        assert words in shown
    other = clinic.simpul.signed_in("opd", "", "kesehatan")
    assert other.get(f"/sasaran/orang/{subject}").status_code == 200


def subject_of(clinic: Clinic, instance_id: str) -> str:
    """Whom a submission speaks of."""
    seq = clinic.simpul.submission(instance_id).seq
    ((subject,),) = clinic.simpul.query("SELECT subject_id FROM mention WHERE seq = :n", n=seq)
    return str(subject)


def test_a_decided_birth_date_judges_every_month_anew(clinic: Clinic) -> None:
    clinic.weigh(2, "9.0")
    clinic.weigh(1, "9.2", orang__tanggal_lahir=date(TODAY.year - 12, TODAY.month, 1).isoformat())
    key = CellKey(subject_of(clinic, clinic.sent["2"]), "umum.orang_tanggal_lahir", "")
    assert set(judged(clinic, key.place)) == {
        2,
        1,
    }  # what was told first holds until somebody decides
    with clinic.simpul.app.app_context():
        other = [one for one in explain_value(key).facts if one.value != BORN]
        decide_value(key, other[0].value, WHY, "peninjau")
    clinic.simpul.run_pending()
    assert judged(clinic, key.place) == {}  # twelve years old is no balita
    with clinic.simpul.app.app_context():
        assert verify_place(MAWAR) == []


def judged(clinic: Clinic, subject_id: str) -> dict[int, bool]:
    """In which months, counted back, weight for age counts in the profile, from this child."""
    found = {}
    for back in (3, 2, 1, 0):
        with clinic.simpul.app.app_context():
            told = explain(MAWAR, "kes.skrining_bbu", first_of_month(back)[:7])
        if told and any(fact.subject == subject_id for fact in told.facts):
            found[back] = True
    return found


def test_a_house_counts_as_it_was_seen_last(clinic: Clinic) -> None:
    sound = {
        "kepala/kode_posyandu": MAWAR, "kepala/tanggal_kegiatan": first_of_month(1),
        "pilih/kode_rumah": f"rumah-{clinic.number}", "keluarga/luas_lantai": "40",
        "penghuni/jml_penghuni": "4", "bangunan/pondasi": "kayu_tiang", "bangunan/kolom_balok": "baik",
        "bangunan/rangka_atap": "baik", "bangunan/atap": "baik", "bangunan/dinding": "rusak_berat",
        "bangunan/lantai": "baik", "bangunan/bahan_lantai": "kayu", "sehat/ventilasi": "cukup",
        "sehat/cahaya": "cukup", "sehat/jamban": "leher_angsa_septik", "sehat/air_minum": "pdam",
    }  # fmt: skip
    clinic.report("pr_rumah", **sound)
    assert houses(clinic) == {"pr.skrining_rumah": 1, "pr.skrining_rtlh": 1}
    mended = {"kepala/tanggal_kegiatan": first_of_month(0), "bangunan/dinding": "baik"}
    clinic.report("pr_rumah", **sound | mended)
    assert houses(clinic) == {"pr.skrining_rumah": 1, "pr.skrining_rtlh": 0}


def houses(clinic: Clinic) -> dict[str, int]:
    """What is counted of houses, for good."""
    rows = clinic.simpul.query("SELECT field, value FROM cell WHERE field LIKE 'pr.skrining%'")
    return {row.field: int(row.value) for row in rows}


def test_a_thought_of_ending_life_is_asked_about_and_counted_nowhere(clinic: Clinic) -> None:
    answers = visit_answers(
        orang__nama="Rahmi Karangan", orang__nik="", orang__tanggal_lahir="1990-01-10",
        orang__no_kk="", lahir__nama_ibu="", ukur__bb="52",
    )  # fmt: skip
    schema = clinic.simpul.schema("kes_dewasa_lansia").nodes
    path = next(name for name in schema if name.endswith("/srq"))
    told = {name: value for name, value in answers.items() if name in schema} | {path: "s17"}
    clinic.report("kes_dewasa_lansia", **told)
    page = clinic.officer.get(path_of(clinic, "srq_17"))
    assert TITLES["srq_17"] in text_of(page)
    assert "mengakhiri" not in page.text
    assert (
        "skrining_srq_17"
        not in clinic.officer.get(f"/posyandu/{MAWAR}?bidang=kesehatan&periode={this_month()}").text
    )
