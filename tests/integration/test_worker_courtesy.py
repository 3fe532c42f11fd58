"""The worker beside a server on SQLite lets phones go first."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event

import pytest

from app import jobs
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import monthly_answers


def test_the_worker_lets_phones_go_first_only_while_they_send(
    simpul: Simpul, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(time, "sleep", rests.append)
    monkeypatch.setattr(jobs, "SENDING_SECONDS", 0.2)
    courtesy = jobs.Courtesy()
    with simpul.app.app_context():
        courtesy.rest(0.05)
        assert rests == []
        simpul.receive(
            phone,
            simpul.submission_xml("kes_bulanan", monthly_answers()),
            datetime.now(UTC),
        )
        courtesy.rest(0.05)
        courtesy.rest(9.0)
        assert rests == [pytest.approx(0.05 * jobs.RESTS), jobs.REST_AT_MOST]
        Event().wait(0.3)
        courtesy.rest(0.05)
    assert len(rests) == 2
