"""How a phone stands follows from its state, the time, and whether any phone ever came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.standing import (
    CHANGES,
    FULL,
    STOPPED_FLAG,
    Standing,
    collect_version,
    shown_state,
    standing_of,
    state_after,
)

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def standing(
    state: str,
    since: datetime | None = None,
    expires_at: datetime | None = None,
    last_seen: datetime | None = None,
) -> Standing:
    return standing_of(state, since, expires_at, last_seen, NOW)


def test_a_phone_in_use_has_everything() -> None:
    assert standing("aktif", last_seen=NOW - DAY, expires_at=NOW - 9 * DAY) == FULL


def test_an_invitation_nobody_came_with_runs_out() -> None:
    assert standing("aktif", expires_at=NOW + DAY).opens
    assert not standing("aktif", expires_at=NOW).opens
    assert standing("aktif").opens  # made by command: no day was set


def test_a_lost_phone_is_answered_but_gets_nothing_and_what_it_sends_is_kept_aside() -> None:
    lost = standing("hilang", since=NOW)
    assert (lost.opens, lost.receives_forms, lost.is_kept_aside) == (True, False, True)


@pytest.mark.parametrize(("days", "is_kept_aside"), [(0, False), (29, False), (30, True)])
def test_a_stopped_kader_sends_for_thirty_days_more(days: int, is_kept_aside: bool) -> None:
    stopped = standing("berhenti", since=NOW - days * DAY)
    assert stopped.is_kept_aside is is_kept_aside
    assert stopped.receives_forms is not is_kept_aside
    assert not stopped.receives_people
    assert stopped.flag == ("" if is_kept_aside else STOPPED_FLAG)


@pytest.mark.parametrize("state", ["dicabut", "", "lain"])
def test_a_revoked_phone_and_an_unknown_state_are_refused(state: str) -> None:
    assert not standing(state).opens


def test_a_revoked_phone_never_comes_back_and_a_lost_one_may() -> None:
    assert state_after("ditemukan", "hilang") == "aktif"
    assert [verb for verb in CHANGES if state_after(verb, "dicabut")] == []
    assert state_after("hilang", "hilang") is None
    assert state_after("hapus", "aktif") is None


@pytest.mark.parametrize(
    ("state", "expires", "seen", "word"),
    [
        ("aktif", 1, None, "menunggu"),
        ("aktif", -1, None, "kedaluwarsa"),
        ("aktif", -1, -1, "aktif"),
        ("hilang", -1, None, "hilang"),
    ],
)
def test_people_see_whether_an_invitation_was_used(
    state: str, expires: int, seen: int | None, word: str
) -> None:
    last_seen = None if seen is None else NOW + seen * DAY
    assert shown_state(state, NOW + expires * DAY, last_seen, NOW) == word


@pytest.mark.parametrize(
    ("agent", "version"),
    [
        ("org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (Linux; Android 13; A05)", "v2025.2.3"),
        ("org.odk.collect.android/" + "9" * 90, "9" * 40),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_the_version_of_collect_is_read_from_what_it_calls_itself(agent: str, version: str) -> None:
    assert collect_version(agent) == version
