"""Edits that come before, beside or between the parts of what they replace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.extensions.database import db
from app.intake import store
from app.intake.states import SIMULTANEOUS
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id
from tests.integration.test_intake_concurrent import at_once, post


def xml_of(simpul: Simpul, instance_id: str, count: int, **more: str) -> bytes:
    """A report that refers to a photo."""
    answers = monthly_answers(skdn__balita_s_l=count, penutup__foto_register="r.jpg")
    return simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id, **more)


def states(simpul: Simpul) -> dict[str, str]:
    return {row.instance_id: row.state for row in simpul.submissions()}


def test_a_photo_sent_after_the_edit_reaches_the_whole_chain(simpul: Simpul, phone: Phone) -> None:
    first, edit, again = new_id(), new_id(), new_id()
    original = xml_of(simpul, first, 30)
    simpul.send(phone, original)
    simpul.send(phone, xml_of(simpul, edit, 33, deprecated_id=first))
    simpul.send(phone, xml_of(simpul, again, 34, deprecated_id=edit))
    assert simpul.send(phone, original, {"r.jpg": PHOTO}).status_code == 201
    assert simpul.files_of(edit) == simpul.files_of(again) == {"r.jpg": PHOTO}


def test_a_chain_that_comes_in_reverse_has_one_root(simpul: Simpul, phone: Phone) -> None:
    first, second, third = new_id(), new_id(), new_id()
    simpul.send(phone, xml_of(simpul, third, 35, deprecated_id=second))
    simpul.send(phone, xml_of(simpul, second, 33, deprecated_id=first))
    simpul.send(phone, xml_of(simpul, first, 30))
    rows = simpul.submissions()
    assert {row.root_instance_id for row in rows} == {first}
    assert states(simpul) == {
        first: "digantikan",
        second: "digantikan",
        third: "belum_ditinjau",
    }
    assert all(row.flags == [] for row in rows)


def test_two_edits_that_overtook_are_both_kept_and_the_second_is_flagged(
    simpul: Simpul, phone: Phone
) -> None:
    first, one, two = new_id(), new_id(), new_id()
    simpul.send(phone, xml_of(simpul, one, 31, deprecated_id=first))
    simpul.send(phone, xml_of(simpul, two, 32, deprecated_id=first))
    simpul.send(phone, xml_of(simpul, first, 30))
    assert simpul.submission(one).flags == []
    assert simpul.submission(two).flags == [SIMULTANEOUS]
    assert states(simpul)[first] == "digantikan"


@contextmanager
def held_before_commit(
    monkeypatch: pytest.MonkeyPatch, instance_id: str
) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Hold the transaction that adds this submission open; (it was added, it may go on)."""
    added, go_on = threading.Event(), threading.Event()
    plain = store.add_once

    def add_once(values: dict[str, Any]) -> Any:
        found = plain(values)
        if values["instance_id"] == instance_id:
            added.set()
            assert go_on.wait(30)
        return found

    monkeypatch.setattr(store, "add_once", add_once)
    yield added, go_on


@pytest.mark.parametrize("held", ["original", "edit"])
def test_an_edit_and_its_original_in_the_same_moment_find_each_other(
    simpul: Simpul, phone: Phone, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """Each is added while the other's transaction is open: neither is committed when the other looks."""
    first, edit = new_id(), new_id()
    xmls = {
        "original": xml_of(simpul, first, 30),
        "edit": xml_of(simpul, edit, 33, deprecated_id=first),
    }
    other = "edit" if held == "original" else "original"
    ids = {"original": first, "edit": edit}
    with held_before_commit(monkeypatch, ids[held]) as (added, go_on):
        slow = threading.Thread(target=simpul.send, args=(phone, xmls[held]))
        slow.start()
        assert added.wait(30)
        quick = threading.Thread(target=simpul.send, args=(phone, xmls[other]))
        quick.start()
        quick.join(timeout=1)  # on SQLite, or where it waits for its turn, it is not done yet
        go_on.set()
        slow.join(30)
        quick.join(30)
    assert states(simpul) == {first: "digantikan", edit: "belum_ditinjau"}
    row = simpul.submission(edit)
    assert (row.root_instance_id, row.flags) == (first, [])


def test_many_edits_and_their_originals_all_at_once(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    pairs = [(new_id(), new_id()) for _ in range(8)]
    sends = []
    for number, (first, edit) in enumerate(pairs):
        sends.append(xml_of(simpul, first, number))
        sends.append(xml_of(simpul, edit, 50 + number, deprecated_id=first))
    acts = [lambda xml=xml: post(live_server, phone, xml, "r.jpg") for xml in sends]
    assert at_once(acts) == [201] * len(sends)
    found = states(simpul)
    assert [found[first] for first, _ in pairs] == ["digantikan"] * 8
    assert [found[edit] for _, edit in pairs] == ["belum_ditinjau"] * 8


def test_two_editors_in_the_same_moment_are_both_kept_and_one_is_flagged(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    first = new_id()
    simpul.send(phone, xml_of(simpul, first, 30))
    edits = [xml_of(simpul, new_id(), 31 + n, deprecated_id=first) for n in range(2)]
    acts = [lambda xml=xml: post(live_server, phone, xml, "r.jpg") for xml in edits]
    assert at_once(acts) == [201, 201]
    flags = [row.flags for row in simpul.submissions() if row.deprecated_id]
    assert sorted(flags) == [[], [SIMULTANEOUS]]
    with simpul.app.app_context():
        db.session.remove()
