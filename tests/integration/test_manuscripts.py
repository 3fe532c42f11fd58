"""Writing a form: begun, saved change by change by two officers, checked, and made a draft."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.design.blocks_service import NAMES
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul, copied_home, opened
from tests.integration.workbooks import FORM, mistaken_workbook, workbook
from xlsform.workbook import read_workbook

Told = dict[str, Any]
BLOCKS = Path(__file__).parents[2] / "forms" / "blocks"
LABEL = "label::Bahasa Indonesia (id)"


@pytest.fixture
def officer(simpul: Simpul) -> FlaskClient:
    """An officer of the health agency."""
    simpul.add_user("opd", "", "kesehatan", name="rina")
    return simpul.session_of("rina")


@pytest.fixture(scope="class")
def shared(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simpul]:
    """One installation for tests that each begin a manuscript of their own."""
    home = tmp_path_factory.mktemp("naskah") / "rumah"
    with copied_home("sqlite", prepared_home, home) as url, opened(home, url, {}) as simpul:
        simpul.add_user("opd", "", "kesehatan", name="rina")
        yield simpul


@pytest.fixture(scope="class")
def rina(shared: Simpul) -> FlaskClient:
    """An officer of the health agency there."""
    return shared.session_of("rina")


def begin(client: FlaskClient, **form: Any) -> int:
    """Begin a manuscript; its number."""
    wish = {"asal": "kosong", "judul": "Kelas ibu", "bidang": "kesehatan", "frekuensi": "kejadian"}
    response = client.post("/formulir/naskah/baru", data={**wish, **form})
    found = re.search(r"/formulir/naskah/(\d+)", response.location or "")
    assert found, response.text
    return int(found[1])


def read(client: FlaskClient, number: int) -> Told:
    """What the editor is told at its opening."""
    told: Told = client.get(f"/api/naskah/{number}").get_json()
    return told


def save(client: FlaskClient, number: int, revision: int, survey: Told, status: int = 200) -> Told:
    """Save a change of the survey; what the editor hears."""
    sent = {"revision": revision, "change": {"survey": survey}}
    response = client.post(f"/api/naskah/{number}/simpan", json=sent)
    assert response.status_code == status, response.text
    told: Told = response.get_json()
    return told


def rows(told: Told, sheet: str = "survey") -> dict[str, dict[str, str]]:
    """The rows of a sheet of a document by id."""
    found = next(one for one in told["document"]["sheets"] if one["name"] == sheet)
    return {row["id"]: row["cells"] for row in found["rows"]}


def question(name: str, label: str, **more: str) -> dict[str, str]:
    """The cells of a question."""
    return {"type": "integer", "name": name, LABEL: label, **more}


def added(told: Told, **cells: dict[str, str]) -> dict[str, Any]:
    """A change that puts questions at the end."""
    order = list(rows(told))
    return {"added": cells, "orderWas": order, "orderNow": [*order, *cells]}


def test_a_form_is_written_from_nothing_and_becomes_a_draft_that_can_be_released(
    simpul: Simpul, officer: FlaskClient
) -> None:
    number = begin(officer, blok=["alamat"])
    told = read(officer, number)
    assert told["sound"]
    asked = question(
        "hadir", "Berapa ibu hadir?", profile_field="kes.kelas_hadir", merge_rule="sum"
    )
    told = save(officer, number, told["revision"], added(told, n1=asked | {"unit": "orang"}))
    assert (told["revision"], told["findings"], told["sound"]) == (2, [], True)
    assert "Berapa ibu hadir?" in told["xform"]
    made = officer.post(f"/api/naskah/{number}/draf").get_json()
    assert made["url"].startswith("/formulir/kes_kelas_ibu")
    page = f"/formulir/kes_kelas_ibu/versi/{made['version']}"
    assert officer.post(f"{page}/terbitkan").status_code == 302
    xlsx = read_workbook(officer.get(f"{page}/xlsx").data, "a.xlsx")
    assert [row.get("name") for row in xlsx.rows("survey")][-1] == "hadir"
    # The next draft of the same manuscript takes the next number by itself.
    again = officer.post(f"/api/naskah/{number}/draf").get_json()
    assert int(again["version"]) == int(made["version"]) + 1
    acts = simpul.query("SELECT action FROM access_log WHERE actor = 'rina' ORDER BY log_id")
    assert [act for (act,) in acts if act.startswith("naskah")] == [
        "naskah.mulai",
        "naskah.draf",
        "naskah.draf",
    ]


def test_two_officers_on_different_rows_both_get_through_and_on_one_cell_are_told(
    simpul: Simpul, officer: FlaskClient
) -> None:
    simpul.add_user("opd", "", "kesehatan", name="budi")
    other, number = simpul.session_of("budi"), begin(officer)
    told = read(officer, number)
    both = added(told, n1=question("satu", "Satu?"), n2=question("dua", "Dua?"))
    told = save(officer, number, told["revision"], both)
    seen = told["revision"]
    hers = {"was": {"n1": {LABEL: "Satu?"}}, "now": {"n1": {LABEL: "Satu, oleh Rina?"}}}
    save(officer, number, seen, hers)
    his = {"was": {"n2": {LABEL: "Dua?"}}, "now": {"n2": {LABEL: "Dua, oleh Budi?"}}}
    told = save(other, number, seen, his)
    assert rows(told)["n1"][LABEL] == "Satu, oleh Rina?"  # told, for he had not seen it
    assert rows(told)["n2"][LABEL] == "Dua, oleh Budi?"
    late = {"was": {"n1": {LABEL: "Satu?"}}, "now": {"n1": {LABEL: "Satu, oleh Budi?"}}}
    told = save(other, number, seen, late, 409)
    (met,) = told["conflicts"]
    assert (met["theirs"], met["mine"]) == ("Satu, oleh Rina?", "Satu, oleh Budi?")
    news = other.get(f"/api/naskah/{number}/kabar?revisi={seen}").get_json()
    assert rows(news)["n1"][LABEL] == "Satu, oleh Rina?"
    quiet = other.get(f"/api/naskah/{number}/kabar?revisi={news['revision']}").get_json()
    assert "document" not in quiet


class TestAManuscript:
    def test_findings_stand_at_the_row_they_are_about(self, rina: FlaskClient) -> None:
        number = begin(rina)
        told = read(rina, number)
        wrong = question("satu", "Satu?", relevant="${tidak_ada} = 1")
        told = save(rina, number, told["revision"], added(told, n1=wrong))
        (found,) = [one for one in told["findings"] if one["severity"] == "error"]
        assert (found["id"], found["column"]) == ("n1", "relevant")
        refused = rina.post(f"/api/naskah/{number}/draf")
        assert refused.status_code == 422
        assert refused.get_json()["findings"]

    def test_a_form_with_mistakes_is_shown_all_the_same(self, rina: FlaskClient) -> None:
        number = begin(rina)
        told = read(rina, number)
        told = save(rina, number, told["revision"], added(told, n1={**question("a", "A?")}))
        foreign = {"was": {"n1": {}}, "now": {"n1": {"profile_field": "sos.x"}}}
        told = save(rina, number, told["revision"], foreign)
        assert not told["sound"]
        assert "A?" in told["xform"]

    def test_an_uploaded_form_with_mistakes_goes_on_in_the_editor(self, rina: FlaskClient) -> None:
        sent = {"berkas": (io.BytesIO(mistaken_workbook()), "salah.xlsx")}
        page = rina.post("/formulir", data=sent).text
        assert "Perbaiki di editor" in page
        packed = re.search(r'name="naskah" value="([^"]+)"', page)
        assert packed
        number = begin(rina, asal="berkas", naskah=packed[1])
        told = read(rina, number)
        names = [cells.get("name") for cells in rows(told).values()]
        assert names == ["start", "end", "kepala_bulanan", "peserta"]
        assert any(one["code"] == "survey.unknown_type" for one in told["findings"])

    def test_what_a_page_hands_back_may_be_anything(self, rina: FlaskClient) -> None:
        bomb = base64.b64encode(zlib.compress(b"|" * 40_000_000)).decode()
        for packed in ("x", "!!", base64.b64encode(b"bukan").decode(), bomb):
            form = {"asal": "berkas", "naskah": packed}
            response = rina.post("/formulir/naskah/baru", data=form)
            assert response.status_code in {413, 422}

    def test_a_version_that_is_out_is_followed_by_the_next(self, rina: FlaskClient) -> None:
        number = begin(rina, asal="versi", form_id="kes_bulanan")
        told = read(rina, number)
        blocks = [cells["name"] for cells in rows(told).values() if cells["type"] == "include"]
        assert blocks == ["kepala_bulanan", "alasan_nihil"]
        assert not [one for one in told["findings"] if one["severity"] == "error"]
        assert told["begunFrom"] == "kes_bulanan"

    def test_who_changes_a_form_that_is_being_changed_writes_in_the_same_manuscript(
        self, shared: Simpul, rina: FlaskClient
    ) -> None:
        number = begin(rina, asal="versi", form_id="kes_bulanan")
        other = shared.signed_in("opd", bidang="kesehatan")
        assert begin(other, asal="versi", form_id="kes_bulanan") == number
        assert "terakhir ditulis rina" in other.get(f"/formulir/naskah/{number}").text
        rina.post(f"/formulir/naskah/{number}/buang")
        assert begin(other, asal="versi", form_id="kes_bulanan") != number

    def test_a_draft_another_made_under_the_number_is_not_written_over(
        self, rina: FlaskClient
    ) -> None:
        upload = {"berkas": (io.BytesIO(workbook()), "uji.xlsx")}
        number = begin(rina, asal="berkas", **upload)
        again = {"berkas": (io.BytesIO(workbook(label="Hadirin")), "uji.xlsx")}
        assert rina.post("/formulir", data=again).status_code == 302
        told = rina.post(f"/api/naskah/{number}/draf").get_json()
        # The upload named the form, so the manuscript is not that form's until it says so.
        assert [one["code"] for one in told["findings"]] == ["settings.form_id_taken"]
        mine = begin(rina, asal="versi", form_id=FORM, versi="2026112301")
        assert rina.post(f"/api/naskah/{mine}/draf").get_json()["version"] == "2026112301"
        copy = begin(rina, asal="berkas", berkas=(io.BytesIO(workbook()), "uji.xlsx"))
        made = rina.post(f"/api/naskah/{copy}/draf").get_json()
        assert made["version"] != "2026112301"

    def test_a_form_of_another_bidang_is_an_example_only(self, rina: FlaskClient) -> None:
        change = {"asal": "versi", "form_id": "kegiatan"}
        assert_problem(rina.post("/formulir/naskah/baru", data=change), "accounts.not_allowed")
        number = begin(rina, asal="contoh", form_id="kegiatan", judul="Kegiatan gizi")
        told = read(rina, number)
        assert (told["formId"], told["bidang"]) == ("kes_kegiatan_gizi", "kesehatan")
        unseen = {"asal": "contoh", "form_id": "sos_bulanan", "bidang": "kesehatan"}
        assert_problem(rina.post("/formulir/naskah/baru", data=unseen), "accounts.not_allowed")

    def test_a_form_is_not_handed_to_another_bidang_in_passing(self, rina: FlaskClient) -> None:
        number = begin(rina)
        change = {
            "settings": {
                "was": {"r1": {"bidang": "kesehatan"}},
                "now": {"r1": {"bidang": "sosial"}},
            }
        }
        sent = {"revision": 1, "change": change}
        response = rina.post(f"/api/naskah/{number}/simpan", json=sent)
        assert_problem(response, "accounts.not_allowed")
        assert read(rina, number)["revision"] == 1

    def test_a_code_that_another_form_has_is_told(self, rina: FlaskClient) -> None:
        number = begin(rina)
        change = {
            "was": {"r1": {"form_id": "kes_kelas_ibu"}},
            "now": {"r1": {"form_id": "kes_bulanan"}},
        }
        sent = {"revision": 1, "change": {"settings": change}}
        told = rina.post(f"/api/naskah/{number}/simpan", json=sent).get_json()
        assert [one["code"] for one in told["findings"]] == ["settings.form_id_taken"]
        assert rina.post(f"/api/naskah/{number}/draf").status_code == 422

    def test_a_discarded_manuscript_is_not_written_and_comes_back(self, rina: FlaskClient) -> None:
        number = begin(rina)
        rina.post(f"/formulir/naskah/{number}/buang")
        response = rina.post(f"/api/naskah/{number}/simpan", json={"revision": 1, "change": {}})
        assert_problem(response, "design.manuscript_discarded")
        assert "naskah dibuang" in text_of(rina.get("/formulir"))
        rina.post(f"/formulir/naskah/{number}/pulihkan")
        save(rina, number, 1, {})

    def test_a_file_is_shown_in_the_preview_and_goes_along_with_the_draft(
        self, rina: FlaskClient
    ) -> None:
        number = begin(rina, judul="Kelas berkas")
        told = read(rina, number)
        content = b"name,label\nm,Mawar\n"
        sent = {"berkas": (io.BytesIO(content), "kelas.csv")}
        files = rina.post(f"/api/naskah/{number}/berkas", data=sent).get_json()["files"]
        assert "kelas.csv" in [file["name"] for file in files if file["given"]]
        assert rina.get(f"/formulir/naskah/{number}/media/kelas.csv").data == content
        asked = {**question("kelas", "Kelas?"), "type": "select_one_from_file kelas.csv"}
        save(rina, number, told["revision"], added(told, n1=asked))
        made = rina.post(f"/api/naskah/{number}/draf").get_json()
        media = f"/formulir/kes_kelas_berkas/versi/{made['version']}/media/kelas.csv"
        assert rina.get(media).data == content

    def test_a_preview_may_stand_only_in_a_page_of_ours(self, rina: FlaskClient) -> None:
        page = rina.get(f"/formulir/naskah/{begin(rina)}/pratinjau")
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]

    def test_the_blocks_tell_which_forms_use_them(self, rina: FlaskClient) -> None:
        page = text_of(rina.get("/formulir/naskah/blok"))
        assert "Persetujuan keluarga" in page
        assert "${" not in page
        assert {path.stem for path in BLOCKS.glob("*.md")} == set(
            NAMES
        )  # each has words for officers
        uses = rina.get("/api/naskah/blok").get_json()["uses"]
        assert "Kunjungan balita" in uses["orang"]

    def test_the_manuscript_goes_on_in_excel_with_its_blocks_written_out(
        self, rina: FlaskClient
    ) -> None:
        book = rina.get(f"/formulir/naskah/{begin(rina)}/xlsx").data
        names = [row.get("name") for row in read_workbook(book, "a.xlsx").rows("survey")]
        assert "kode_posyandu" in names

    @pytest.mark.parametrize("sent", [None, [], {"change": 3}, {"change": {}, "revision": "x"}])
    def test_what_is_no_change_is_refused(self, rina: FlaskClient, sent: Any) -> None:
        response = rina.post(f"/api/naskah/{begin(rina)}/simpan", json=sent)
        assert_problem(response, "design.manuscript_unreadable")

    def test_an_upload_that_is_no_form_is_told(self, rina: FlaskClient) -> None:
        sent = {"asal": "berkas", "berkas": (io.BytesIO(b"PK bukan"), "a.xlsx")}
        response = rina.post("/formulir/naskah/baru", data=sent)
        assert_problem(response, "design.workbook_unreadable")
        own = {"asal": "berkas", "berkas": (io.BytesIO(workbook()), "a.xlsx")}
        assert rina.post("/formulir/naskah/baru", data=own).status_code == 302
        assert FORM in text_of(rina.get("/formulir"))
