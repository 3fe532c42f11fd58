"""A submission of many files, in one post or many, in any order and side by side."""

from __future__ import annotations

import os
import resource
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.photo_form import photo, photo_xml, post, release_photo_form
from tests.integration.submissions import new_id

MANY = [f"foto{number:03}.jpg" for number in range(130)]
THREE = ["satu.jpg", "dua.jpg", "tiga.jpg"]


@pytest.fixture(autouse=True)
def form(simpul: Simpul) -> None:
    """The form these submissions are of."""
    release_photo_form(simpul)


@pytest.fixture
def reader(simpul: Simpul) -> FlaskClient:
    """Somebody who looks at submissions."""
    return simpul.signed_in("admin")


def missing_on_page(reader: FlaskClient, instance_id: str) -> int:
    """How many files the submission's page says are still to come."""
    page = text_of(reader.get(f"/kiriman/{instance_id}"))
    before, said, _ = page.partition(" berkas yang disebut di jawaban belum diterima")
    return int(before.rpartition(" ")[2]) if said else 0


def assert_whole(simpul: Simpul, instance_id: str, names: Sequence[str]) -> None:
    """One submission, every file once, nothing else in the store."""
    assert [row.instance_id for row in simpul.submissions()] == [instance_id]
    assert simpul.files_of(instance_id) == {name: photo(name) for name in names}
    assert len(simpul.attachments()) == len(simpul.stored_files()) == len(names)
    assert simpul.quarantined() == []


def test_a_hundred_and_thirty_files_in_one_post(
    simpul: Simpul, phone: Phone, live_server: str, reader: FlaskClient
) -> None:
    instance_id = new_id()
    xml = photo_xml(simpul, instance_id, MANY)
    assert post(live_server, phone, xml, MANY) == 201
    assert_whole(simpul, instance_id, MANY)
    assert missing_on_page(reader, instance_id) == 0
    assert post(live_server, phone, xml, MANY) == 202
    assert_whole(simpul, instance_id, MANY)


def test_a_hundred_and_thirty_files_over_several_posts(
    simpul: Simpul, phone: Phone, live_server: str, reader: FlaskClient
) -> None:
    instance_id = new_id()
    xml = photo_xml(simpul, instance_id, MANY)
    for start in range(0, len(MANY), 30):
        more = start + 30 < len(MANY)
        assert post(live_server, phone, xml, MANY[start : start + 30], more_follows=more) == 201
        assert missing_on_page(reader, instance_id) == max(0, len(MANY) - start - 30)
    assert_whole(simpul, instance_id, MANY)


@contextmanager
def few_files_may_be_open(more: int) -> Iterator[None]:
    """Let this process open only so many files more: the limit is of the highest number."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(one.name) for one in Path("/proc/self/fd").iterdir())
    taken = [os.dup(0)]
    while taken[-1] <= highest:
        taken.append(os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[-1] + 1 + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for handle in taken:
            os.close(handle)


@sqlite_only
def test_a_post_holds_few_files_open_however_many_it_brings(simpul: Simpul, phone: Phone) -> None:
    instance_id = new_id()
    xml = photo_xml(simpul, instance_id, MANY)
    with few_files_may_be_open(40):
        response = simpul.send(phone, xml, {name: photo(name) for name in MANY})
    assert response.status_code == 201
    assert_whole(simpul, instance_id, MANY)


def test_three_posts_in_any_order_are_one_submission(
    simpul: Simpul, phone: Phone, live_server: str, reader: FlaskClient
) -> None:
    for order in permutations(THREE):
        instance_id = new_id()
        xml = photo_xml(simpul, instance_id, THREE)
        for number, name in enumerate(order, start=1):
            more = name != THREE[-1]  # said by its place in Collect's chain, not by its arrival
            assert post(live_server, phone, xml, [name], more_follows=more) == 201
            assert missing_on_page(reader, instance_id) == len(THREE) - number
        again = [post(live_server, phone, xml, [name], more_follows=True) for name in order]
        assert again == [202] * 3
        assert simpul.files_of(instance_id) == {name: photo(name) for name in THREE}
    orders = len(list(permutations(THREE)))
    assert len(simpul.submissions()) == orders
    assert len(simpul.attachments()) == len(simpul.stored_files()) == orders * len(THREE)


def test_posts_of_one_submission_side_by_side_lose_and_double_nothing(
    simpul: Simpul, phone: Phone, live_server: str, reader: FlaskClient
) -> None:
    instance_id = new_id()
    xml = photo_xml(simpul, instance_id, MANY)
    batches = [MANY[start : start + 26] for start in range(0, len(MANY), 26)]

    def act(names: list[str]) -> int:
        return post(live_server, phone, xml, names, more_follows=names != batches[-1])

    with ThreadPoolExecutor(len(batches) * 2) as pool:
        statuses = list(pool.map(act, [*batches, *batches]))  # each of them sent twice
    # The first to arrive brings the submission; each file is new once, with whichever post was first.
    assert Counter(statuses) == {201: len(batches), 202: len(batches)}
    assert_whole(simpul, instance_id, MANY)
    assert missing_on_page(reader, instance_id) == 0


@sqlite_only
@given(posts=st.lists(st.sets(st.sampled_from(MANY[:5])), min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_held_is_what_any_post_brought_and_201_means_something_new(
    simpul: Simpul, phone: Phone, posts: list[set[str]]
) -> None:
    instance_id, held = new_id(), set[str]()
    xml = photo_xml(simpul, instance_id, MANY[:5])
    for number, names in enumerate(posts):
        is_new = number == 0 or bool(names - held)
        response = simpul.send(phone, xml, {name: photo(name) for name in sorted(names)})
        assert response.status_code == (201 if is_new else 202)
        held |= names
        assert simpul.files_of(instance_id) == {name: photo(name) for name in held}
