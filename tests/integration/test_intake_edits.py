"""Edits: a submission that replaces another, with its history, whatever order they come in."""

from __future__ import annotations

import pytest

from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR, PHOTO, monthly_answers, new_id, this_month

FIELD = "kes.balita_s_l"


def report(simpul: Simpul, phone: Phone, count: int, **more: str) -> str:
    """Send a month's report of so many children; answer its instanceID."""
    instance_id = more.pop("instance_id", None) or new_id()
    photo = more.pop("photo", "")
    answers = monthly_answers(skdn__balita_s_l=count, penutup__foto_register=photo)
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id, **more)
    files = {photo: PHOTO} if photo and "deprecated_id" not in more else {}
    assert simpul.send(phone, xml, files).status_code == 201
    simpul.run_pending()
    return instance_id


def shown(simpul: Simpul) -> str:
    """The value the profile shows for the month, or what it says instead."""
    admin = simpul.signed_in("admin")
    response = admin.get(f"/posyandu/{MAWAR}/nilai?field={FIELD}&period={this_month()}")
    if response.status_code == 404:
        return ""
    rows = simpul.query("SELECT value FROM cell WHERE field = :field", field=FIELD)
    return ", ".join(str(row.value) for row in rows)


def states(simpul: Simpul) -> list[str]:
    return [row.state for row in simpul.submissions()]


def decide(simpul: Simpul, instance_id: str, decision: str) -> int:
    """Decide about a submission as an admin; answer the status."""
    admin = simpul.signed_in("admin")
    form = {"keputusan": decision, "alasan": "angkanya salah ketik"}
    return admin.post(f"/kiriman/{instance_id}/keputusan", data=form).status_code


def test_an_edit_replaces_what_it_names_and_the_profile_follows(
    simpul: Simpul, phone: Phone
) -> None:
    first = report(simpul, phone, 30)
    assert shown(simpul) == "30"
    edit = report(simpul, phone, 33, deprecated_id=first)
    assert states(simpul) == ["digantikan", "belum_ditinjau"]
    assert shown(simpul) == "33"
    row = simpul.submission(edit)
    assert (row.root_instance_id, row.deprecated_id) == (first, first)
    assert simpul.differences() == []


def test_an_edit_of_an_edit_keeps_the_first_id_as_root(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30)
    second = report(simpul, phone, 31, deprecated_id=first)
    third = report(simpul, phone, 32, deprecated_id=second)
    assert states(simpul) == ["digantikan", "digantikan", "belum_ditinjau"]
    assert simpul.submission(third).root_instance_id == first
    assert shown(simpul) == "32"


def test_an_edit_carries_over_the_files_it_still_names(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30, photo="r.jpg")
    edit = report(simpul, phone, 33, deprecated_id=first, photo="r.jpg")
    bare = report(simpul, phone, 34, deprecated_id=edit)
    assert simpul.files_of(edit) == {"r.jpg": PHOTO}
    assert simpul.files_of(bare) == {}
    assert simpul.files_of(first) == {"r.jpg": PHOTO}


@pytest.mark.parametrize("decision", ["tolak", "kembalikan"])
def test_rejecting_an_edit_brings_back_what_it_replaced(
    simpul: Simpul, phone: Phone, decision: str
) -> None:
    first = report(simpul, phone, 30)
    edit = report(simpul, phone, 33, deprecated_id=first)
    assert decide(simpul, edit, decision) == 302
    assert states(simpul)[0] == "belum_ditinjau"
    assert shown(simpul) == "30"
    assert simpul.differences() == []


def test_what_comes_back_has_the_state_it_was_decided_to_have(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30)
    decide(simpul, first, "terima")
    edit = report(simpul, phone, 33, deprecated_id=first)
    decide(simpul, edit, "tolak")
    assert states(simpul) == ["diterima", "ditolak"]
    decide(simpul, edit, "terima")
    assert states(simpul) == ["digantikan", "diterima"]
    assert shown(simpul) == "33"
    assert simpul.differences() == []


def test_correcting_a_returned_edit_replaces_the_original_too(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30)
    edit = report(simpul, phone, 33, deprecated_id=first)
    decide(simpul, edit, "kembalikan")
    assert states(simpul) == ["belum_ditinjau", "dikembalikan"]
    again = report(simpul, phone, 34, deprecated_id=edit)
    assert states(simpul) == ["digantikan", "digantikan", "belum_ditinjau"]
    assert shown(simpul) == "34"
    decide(simpul, again, "tolak")  # the edit in between stays returned, so the first counts again
    assert states(simpul) == ["belum_ditinjau", "dikembalikan", "ditolak"]
    assert shown(simpul) == "30"
    assert simpul.differences() == []


def test_a_replaced_submission_cannot_be_decided_any_more(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30)
    report(simpul, phone, 33, deprecated_id=first)
    response = simpul.signed_in("admin").post(
        f"/kiriman/{first}/keputusan", data={"keputusan": "terima"}
    )
    assert_problem(response, "review.superseded")


def test_an_edit_of_something_never_received_is_kept_and_flagged(
    simpul: Simpul, phone: Phone
) -> None:
    edit = report(simpul, phone, 33, deprecated_id="uuid:tidak-pernah-tiba")
    row = simpul.submission(edit)
    assert (row.flags, row.state) == (["perbaikan_tanpa_asal"], "belum_ditinjau")
    assert shown(simpul) == "33"


def test_an_edit_that_overtakes_what_it_replaces_still_replaces_it(
    simpul: Simpul, phone: Phone
) -> None:
    first = new_id()
    edit = report(simpul, phone, 33, deprecated_id=first)
    report(simpul, phone, 30, instance_id=first)
    assert {row.instance_id: row.state for row in simpul.submissions()} == {
        edit: "belum_ditinjau",
        first: "digantikan",
    }
    row = simpul.submission(edit)
    assert (row.root_instance_id, row.flags) == (first, [])
    assert shown(simpul) == "33"
    decide(simpul, edit, "tolak")
    assert shown(simpul) == "30"
    assert simpul.differences() == []


def test_a_resent_original_stays_replaced(simpul: Simpul, phone: Phone) -> None:
    first = new_id()
    answers = monthly_answers()
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=first)
    simpul.send(phone, xml)
    report(simpul, phone, 33, deprecated_id=first)
    assert simpul.send(phone, xml).status_code == 202
    assert states(simpul) == ["digantikan", "belum_ditinjau"]


def test_two_edits_of_one_submission_are_both_kept_and_the_second_is_flagged(
    simpul: Simpul, phone: Phone
) -> None:
    first = report(simpul, phone, 30)
    report(simpul, phone, 31, deprecated_id=first)
    second = report(simpul, phone, 32, deprecated_id=first)
    assert simpul.submission(second).flags == ["perbaikan_bersamaan"]
    assert states(simpul)[0] == "digantikan"
    assert simpul.differences() == []


def test_a_submission_that_says_it_replaces_itself_replaces_nothing(
    simpul: Simpul, phone: Phone
) -> None:
    own = new_id()
    report(simpul, phone, 30, instance_id=own, deprecated_id=own)
    assert states(simpul) == ["belum_ditinjau"]
    assert shown(simpul) == "30"


def test_the_page_of_an_edit_tells_its_history(simpul: Simpul, phone: Phone) -> None:
    first = report(simpul, phone, 30)
    edit = report(simpul, phone, 33, deprecated_id=first)
    decide(simpul, edit, "tolak")
    page = simpul.signed_in("admin").get(f"/kiriman/{edit}").text
    assert "Ditolak" in page
    assert "angkanya salah ketik" in page
