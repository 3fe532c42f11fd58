"""An edit and what it replaces, in any order, in the same moment: the second finds the first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.intake import service
from app.intake.attaching_service import attach_files
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id
from tests.integration.test_intake_concurrent import at_once, post

HELD_SECONDS = 0.3  # both transactions stand open for so long, side by side


def pair(simpul: Simpul, photo: str = "") -> tuple[str, bytes, str, bytes]:
    """An original and its edit, each with its instanceID, both naming a photo."""
    first, edit = new_id(), new_id()
    answers = monthly_answers(penutup__foto_register=photo)
    original = simpul.submission_xml("kes_bulanan", answers, instance_id=first)
    corrected = monthly_answers(penutup__foto_register=photo, skdn__balita_s_l=44)
    xml = simpul.submission_xml("kes_bulanan", corrected, instance_id=edit, deprecated_id=first)
    return first, original, edit, xml


def slow(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same, after holding the transaction open."""

    def held(*args: Any, **kwargs: Any) -> Any:
        time.sleep(HELD_SECONDS)
        return real(*args, **kwargs)

    return held


@pytest.mark.parametrize("edit_first", [True, False])
def test_both_in_the_same_moment_are_one_chain(
    simpul: Simpul,
    phone: Phone,
    live_server: str,
    monkeypatch: pytest.MonkeyPatch,
    edit_first: bool,
) -> None:
    first, original, edit, corrected = pair(simpul)
    monkeypatch.setattr(service, "attach_files", slow(attach_files))
    sends = [corrected, original] if edit_first else [original, corrected]

    def act(number: int) -> Callable[[], int]:
        def send() -> int:
            time.sleep(number * HELD_SECONDS / 3)
            return post(live_server, phone, sends[number])

        return send

    assert at_once([act(0), act(1)]) == [201, 201]
    rows = {row.instance_id: row for row in simpul.submissions()}
    assert (rows[first].state, rows[edit].state) == ("digantikan", "belum_ditinjau")
    assert rows[edit].root_instance_id == first
    assert rows[edit].flags == []


def test_an_edit_that_overtook_its_original_gets_the_files_it_refers_to(
    simpul: Simpul, phone: Phone
) -> None:
    first, original, edit, corrected = pair(simpul, "r.jpg")
    assert simpul.send(phone, corrected).status_code == 201
    assert simpul.files_of(edit) == {}
    assert simpul.send(phone, original, {"r.jpg": PHOTO}).status_code == 201
    assert simpul.files_of(edit) == simpul.files_of(first) == {"r.jpg": PHOTO}


def test_a_file_that_comes_later_with_the_original_reaches_the_edit(
    simpul: Simpul, phone: Phone
) -> None:
    _first, original, edit, corrected = pair(simpul, "r.jpg")
    assert simpul.send(phone, original).status_code == 201
    assert simpul.send(phone, corrected).status_code == 201
    assert simpul.send(phone, original, {"r.jpg": PHOTO}).status_code == 201
    assert simpul.files_of(edit) == {"r.jpg": PHOTO}


def test_of_two_edits_of_one_submission_both_are_kept_and_the_second_is_marked(
    simpul: Simpul, phone: Phone
) -> None:
    first, original, edit, corrected = pair(simpul)
    other = new_id()
    second = simpul.submission_xml(
        "kes_bulanan",
        monthly_answers(skdn__balita_s_l=45),
        instance_id=other,
        deprecated_id=first,
    )
    for xml in (original, corrected, second):
        assert simpul.send(phone, xml).status_code == 201
    assert simpul.submission(edit).flags == []
    assert simpul.submission(other).flags == ["perbaikan_bersamaan"]
    assert simpul.submission(other).root_instance_id == first
