"""Whatever breaks between two installations, whoever dies: in the end all is here once, unchanged."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from app.exchange.remote_rows import ALL, NEW
from app.extensions.database import relax
from app.intake import pulls_service
from tests.integration.exchange.bad_line import DELAY, BadLine, troubles
from tests.integration.exchange.crowd import FORM, VERSION, Crowd, photo_form
from tests.integration.exchange.ends import End, kept, new_end
from tests.integration.exchange.office import Office
from tests.integration.installation import opened

SIZE = int(os.environ.get("SIZE", "5000" if os.environ.get("CI") == "true" else "500"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 2**31)
CHANGES = max(3, SIZE // 100)
CUTS, DELAYS, KILLS = SIZE // 100, SIZE // 250, SIZE // 500  # 50, 20, 10 of 5,000
BYTES_EACH = 3000  # pass over the line for a submission, at least
AHEAD = 0.4  # of all that happens there, before the first is pulled
ENDS_WITHIN = 900.0  # seconds, on a machine however busy


@pytest.fixture
def ends(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[End, End]]:
    """Who is pulled from, and who pulls."""
    # What the test puts in itself need not outlive the machine; what the processes do is as always.
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    found = (
        new_end(prepared_home, tmp_path / "jauh", "serve"),
        new_end(prepared_home, tmp_path / "dekat", "work"),
    )
    yield found
    for end in found:
        end.process.kill()


@pytest.fixture
def line(ends: tuple[End, End]) -> Iterator[BadLine]:
    """The line between them, which holds for now."""
    line = BadLine(ends[0].port, [], random.Random(SEED))
    yield line
    line.stop()


@pytest.mark.timeout(ENDS_WITHIN)
def test_all_that_was_collected_there_is_here_once_whatever_broke(
    ends: tuple[End, End], line: BadLine
) -> None:
    print(f"SEED={SEED} SIZE={SIZE}")  # noqa: T201 - shown where it fails: run it again with these
    far, near = ends
    dice = random.Random(SEED)
    address = line.start()
    with opened(far.home, far.url, {}) as there:
        account = there.add_user("admin")
    start(far)
    with opened(near.home, near.url, {}) as here:
        publish(Office(here), address, account)
    with opened(far.home, far.url, {}) as there, ThreadPoolExecutor(1) as beside:
        with there.app.app_context():
            relax()
        crowd = Crowd(there, dice)
        crowd.open()
        acts = crowd.acts(SIZE, CHANGES)
        put_in(crowd, islice(acts, int(AHEAD * SIZE)))
        line.troubles = troubles(CUTS, DELAYS, BYTES_EACH * SIZE * 8 // 10, dice)
        near.process.start()
        rest = beside.submit(put_in, crowd, acts)
        kill_again_and_again(far, near, dice, rest)
        crowd.finish()
        pull_to_the_end(near, len(crowd.said), line)
    near.kill()
    said = crowd.said
    with opened(near.home, near.url, {}) as here:
        with here.app.app_context():
            here.execute("UPDATE remote_submission SET look_at = seen_at WHERE look_at IS NOT NULL")
            for way in (NEW, ALL):
                pulls_service.pull_all(1, way, lambda _pull: None)
        for _ in range(5):
            here.execute("UPDATE job SET run_after = created_at WHERE state = 'menunggu'")
            here.run_pending()
        found, files = kept(here)
        assert found == said
        assert files == sum(len(one.files) for one in said.values())
        assert here.quarantined() == []
        assert here.query("SELECT kind, last_error FROM job WHERE state <> 'selesai'") == []
        differing = "SELECT 1 FROM remote_submission WHERE refused IS NOT NULL OR files_missing > 0"
        assert here.query(differing) == []


def publish(office: Office, address: str, account: str) -> None:
    """Bring the form to the far one, as an officer does."""
    office.add_central(address, account)
    office.release(photo_form())
    (part,) = office.publish("central", form=FORM, version=VERSION)
    assert part.state == "selesai"


def put_in(crowd: Crowd, acts: Iterator[str]) -> None:
    """Let things happen there."""
    for what in acts:
        crowd.act(what)


def start(far: End) -> None:
    """Start the far one and wait until it answers."""
    far.process.start()
    far.process.wait_until_ready(far.address)


def until(near: End, count: int) -> None:
    """Wait until so many have come, letting time pass for what waits there."""
    end = time.monotonic() + ENDS_WITHIN
    while near.count() < count:
        assert time.monotonic() < end, (count, near.count(), near.ask("SELECT * FROM job"))
        near.hurry()
        time.sleep(0.1)


def kill_again_and_again(far: End, near: End, dice: random.Random, rest: Future[None]) -> None:
    """Kill both at random places of the way, now the one first, now the other."""
    for place in sorted(dice.randrange(SIZE // 50, SIZE) for _ in range(KILLS)):
        until(near, place)
        first, second = dice.sample([far, near], 2)
        first.process.kill()
        time.sleep(dice.uniform(0, 0.3))
        second.process.kill()
        near.kill()
        near.process.start()
        start(far)
        if rest.done():
            rest.result()
    rest.result()


def pull_to_the_end(near: End, count: int, line: BadLine) -> None:
    """Wait until everything is here, and the line has broken as often as it was to."""
    until(near, count)
    assert not line.troubles, (line.carried, line.troubles)
    assert len([one for one in line.met if one != DELAY]) == CUTS
