"""Filling forms with Collect's engine: what it asks, what it refuses, what it writes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.collect.engine import BrokenForm, FilledForm, Form, Refused
from tests.collect.sample import DESA, KECAMATAN, LISTS, VISIT, compile_md

pytestmark = pytest.mark.collect

ANSWERS: dict[str, Any] = {
    "kepala": {"kecamatan": "tenggarong", "desa": "maluhu", "periode": date(2026, 10, 17)},
    "nama": "Siti <Aisyah> & Fatimah",
    "umur": 7,
    "timbang": [{"bb": 7.5}],
}


def visit() -> Form:
    return Form.open(compile_md(VISIT), LISTS, device_id="collect:abc", username="kader")


def with_answers(**more: Any) -> dict[str, Any]:
    return {**ANSWERS, **more}


def refusal(answers: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        visit().fill(answers)
    return caught.value


def texts(filled: FilledForm, path: str) -> list[str | None]:
    return [node.text for node in etree.fromstring(filled.xml).findall(path)]


def test_a_filled_form_carries_ids_answers_and_metadata() -> None:
    filled = visit().fill(ANSWERS).finalize()
    root = etree.fromstring(filled.xml)
    assert (root.get("id"), root.get("version")) == ("kunjungan", "2026-11-01")
    assert (filled.form_id, filled.version) == ("kunjungan", "2026-11-01")
    assert filled.instance_id == root.findtext("meta/instanceID")
    assert filled.instance_id.startswith("uuid:")
    assert filled.instance_name == "Siti <Aisyah> & Fatimah 7"
    assert root.findtext("nama") == "Siti <Aisyah> & Fatimah"
    assert root.findtext("deviceid") == "collect:abc"
    start, end = str(root.findtext("start")), str(root.findtext("end"))
    assert start <= end
    assert start.endswith("+08:00")


def test_two_openings_have_two_instance_ids() -> None:
    assert visit().fill(ANSWERS).finalize().instance_id != (
        visit().fill(ANSWERS).finalize().instance_id
    )


def test_the_second_list_offers_only_what_the_first_allows() -> None:
    form = visit().fill({"kepala/kecamatan": "tenggarong"}, partial=True)
    desa = next(one for one in form.questions() if one.path == "kepala/desa")
    assert [choice.value for choice in desa.choices] == ["maluhu", "loa_ipuh"]
    assert desa.choices[0].label == "Maluhu"


def test_a_choice_that_is_filtered_out_is_refused() -> None:
    refused = refusal({"kepala": {"kecamatan": "sebulu", "desa": "maluhu"}})
    assert (refused.path, refused.reason) == ("kepala/desa", "choice")
    assert "selerong" in refused.message


def test_changing_the_first_list_drops_the_answer_from_the_second() -> None:
    form = visit().fill(ANSWERS)
    form.fill({"kepala/kecamatan": "sebulu"}, partial=True)
    assert form.value("kepala/desa") is None


def test_two_open_forms_keep_their_own_lists() -> None:
    one = visit()
    shorter = DESA.partition(b"loa_ipuh")[0]
    other = Form.open(compile_md(VISIT), {**LISTS, "desa.csv": shorter})
    wanted = {"kepala/kecamatan": "tenggarong"}
    other.fill(wanted, partial=True)
    one.fill(wanted, partial=True)
    assert [len(form.questions()[1].choices) for form in (one, other)] == [2, 1]


def test_a_constraint_refuses_in_the_forms_default_language() -> None:
    refused = refusal(with_answers(umur=60))
    assert (refused.path, refused.reason) == ("umur", "constraint")
    assert refused.message == "Umur 0 sampai 59 bulan"


def test_a_required_question_refuses_with_its_own_message() -> None:
    refused = refusal({"kepala": {"kecamatan": "sebulu", "desa": "selerong"}})
    assert (refused.path, refused.reason) == ("kepala/periode", "required")
    assert refused.message == "Isi bulan laporan"


def test_finalizing_checks_what_partial_filling_passed_over() -> None:
    form = visit().fill({"umur": 3}, partial=True)
    with pytest.raises(Refused) as caught:
        form.finalize()
    assert (caught.value.path, caught.value.reason) == ("kepala/kecamatan", "required")


def test_a_month_picker_stands_on_the_first() -> None:
    assert texts(visit().fill(ANSWERS).finalize(), "kepala/periode") == ["2026-10-01"]


def test_a_date_after_today_is_refused() -> None:
    kepala = {**ANSWERS["kepala"], "periode": date(2099, 1, 1)}
    refused = refusal(with_answers(kepala=kepala))
    assert (refused.reason, refused.message) == ("constraint", "Bulan belum tiba")


def test_an_image_is_named_in_the_xml_and_kept_as_a_file() -> None:
    filled = visit().fill(with_answers(foto=("bayi.jpg", b"JPEG"))).finalize()
    assert texts(filled, "foto") == ["bayi.jpg"]
    assert filled.files == {"bayi.jpg": b"JPEG"}


def test_an_image_without_a_name_gets_one_and_a_new_one_replaces_it() -> None:
    form = visit().fill(with_answers(foto=b"satu"))
    filled = form.fill({"foto": b"dua"}).finalize()
    (name,) = filled.files
    assert name.endswith(".jpg")
    assert texts(filled, "foto") == [name]
    assert filled.files[name] == b"dua"


def test_an_irrelevant_question_is_not_asked() -> None:
    refused = refusal(with_answers(umur=3, foto=b"x"))
    assert (refused.path, refused.reason) == ("foto", "not_asked")
    assert "foto" not in [one.path for one in visit().fill(with_answers(umur=3)).questions()]


def test_an_answer_that_became_irrelevant_is_left_out_but_its_file_stays() -> None:
    form = visit().fill(with_answers(foto=("bayi.jpg", b"JPEG")))
    filled = form.fill({"umur": 2}).finalize()
    assert texts(filled, "foto") == []
    assert list(filled.files) == ["bayi.jpg"]


def test_an_unknown_path_is_refused() -> None:
    refused = refusal(with_answers(umurr=3))
    assert (refused.path, refused.reason) == ("umurr", "unknown")


def test_text_for_a_number_is_refused() -> None:
    assert refusal(with_answers(umur="tujuh")).reason == "type"


def test_more_digits_than_collects_field_takes_are_refused() -> None:
    assert refusal(with_answers(umur=1_234_567_890)).reason == "type"


def test_repeats_in_repeats_have_as_many_instances_as_the_lists() -> None:
    weighings = [
        {"bb": 7, "obat": [{"nama_obat": "A"}, {"nama_obat": "B"}]},
        {"bb": 8.25, "obat": []},
        {"bb": 9, "obat": [{"nama_obat": "C"}]},
    ]
    filled = visit().fill(with_answers(timbang=weighings)).finalize()
    assert texts(filled, "timbang/bb") == ["7.0", "8.25", "9.0"]
    root = etree.fromstring(filled.xml)
    names = [
        [node.text for node in one.findall("obat/nama_obat")] for one in root.findall("timbang")
    ]
    assert names == [["A", "B"], [], ["C"]]


def test_an_empty_list_deletes_the_first_instance() -> None:
    assert texts(visit().fill(with_answers(timbang=[])).finalize(), "timbang") == []


def test_a_repeat_that_is_not_mentioned_keeps_its_first_instance() -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != "timbang"}
    refused = refusal(answers)
    assert (refused.path, refused.reason) == ("timbang[1]/bb", "required")


def test_a_refusal_in_a_repeat_names_the_instance() -> None:
    refused = refusal(with_answers(timbang=[{"bb": 7}, {"bb": 70}]))
    assert (refused.path, refused.reason) == ("timbang[2]/bb", "constraint")


def test_several_choices_are_written_with_spaces() -> None:
    filled = visit().fill(with_answers(imunisasi=["bcg", "polio"])).finalize()
    assert texts(filled, "imunisasi") == ["bcg polio"]


def test_a_new_entity_has_an_id_and_a_label() -> None:
    (entity,) = visit().fill(with_answers(nama="Budi")).finalize().entities
    assert (entity.dataset, entity.label, entity.create, entity.update) == (
        "balita",
        "Budi",
        True,
        False,
    )
    assert len(entity.entity_id) == 36


def test_questions_tell_label_kind_and_requirement() -> None:
    by_path = {one.path: one for one in visit().questions()}
    assert (by_path["umur"].label, by_path["umur"].kind) == ("Umur (bulan)", "integer")
    assert by_path["umur"].required
    assert not by_path["nik"].required
    assert "foto" not in by_path


def test_a_list_that_was_not_given_breaks_the_form() -> None:
    with pytest.raises(BrokenForm, match=r"desa\.csv"):
        Form.open(compile_md(VISIT), {"kecamatan.csv": KECAMATAN})


def test_a_list_may_be_missing_as_on_a_real_phone() -> None:
    form = Form.open(compile_md(VISIT), {"kecamatan.csv": KECAMATAN}, allow_missing=True)
    assert form.questions()[1].choices == ()


def test_forms_are_filled_in_threads_and_the_process_still_ends() -> None:
    script = (
        "from concurrent.futures import ThreadPoolExecutor;"
        "from tests.collect.engine import Form; from tests.collect.sample import note_form;"
        "fill = lambda seed: Form.open(note_form()).auto_fill(seed).finalize().instance_id;"
        "print(len(set(ThreadPoolExecutor(4).map(fill, range(20)))))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == b"20\n"


def test_xml_that_is_no_form_is_broken() -> None:
    with pytest.raises(BrokenForm):
        Form.open(b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:body/></h:html>")
