"""A worker killed with SIGKILL in the middle of a pull: the next one goes on, and all is here once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.kobo_door import ASSET, Door, open_door
from tests.integration.submissions import PHOTO, instance_id_of
from tests.integration.test_crash import ROOT
from tests.kobo.stand_in import KoboStandIn

COUNT = 12
pytestmark = sqlite_only


@pytest.fixture
def door(simpul: Simpul, live_server: str) -> Iterator[Door]:
    """A Kobo account that is a target, and slow."""
    kobo = KoboStandIn.start()
    kobo.add_asset(ASSET)
    yield open_door(simpul, kobo, live_server)
    kobo.stop()


def worker(door: Door) -> subprocess.Popen[bytes]:
    """A worker of this installation, in a process of its own, until nothing is left to do."""
    settings = door.simpul.settings
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    environ |= {
        "SIMPUL_HOME": str(settings.home),
        "SIMPUL_DATABASE_URL": settings.database_url,
        "SIMPUL_ALLOWED_HOSTS": "127.0.0.1",
        "SIMPUL_DEMO": "0",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--once"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=quiet, stderr=quiet)


def count(door: Door) -> int:
    """How many submissions are here."""
    return int(door.simpul.query("SELECT count(*) AS n FROM submission")[0].n)


def test_a_killed_worker_loses_nothing_and_nothing_comes_twice(door: Door) -> None:
    ids = {instance_id_of(door.collect_at_kobo(number)) for number in range(COUNT)}
    door.simpul.signed_in().post("/pengaturan/server/1/tarik", data={"cara": "banding"})
    door.kobo.faults.slow_seconds = 0.02
    process = worker(door)
    end = time.monotonic() + 60
    while count(door) < COUNT // 4:
        assert time.monotonic() < end, "the worker never began"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    here = count(door)
    assert here < COUNT
    door.kobo.faults.slow_seconds = 0.0
    asked = len(door.kobo.seen)
    door.simpul.execute("UPDATE job SET leased_until = created_at WHERE state = 'berjalan'")
    door.simpul.run_pending()
    rows = door.simpul.submissions()
    assert {row.instance_id for row in rows} == ids
    assert len(rows) == COUNT
    assert all(door.simpul.files_of(row.instance_id) == {"r.jpg": PHOTO} for row in rows)
    fetched = [one for one in door.kobo.seen[asked:] if "format=xml" in one.path]
    assert len(fetched) <= COUNT - here + 1  # at most the one it was busy with is asked for again
    assert door.simpul.differences() == []


def test_a_line_that_breaks_after_something_came_is_no_failed_try(door: Door) -> None:
    for number in range(2):
        door.collect_at_kobo(number)
    door.simpul.signed_in().post("/pengaturan/server/1/tarik", data={"cara": "tarik"})
    door.kobo.faults.next_statuses.extend([200] * 4 + [0] * 3)  # all but the second photo
    door.simpul.run_pending()
    assert count(door) == 1
    assert [job[:2] for job in door.jobs()] == [("selesai", 1), ("menunggu", 0)]
    door.work()
    assert count(door) == 2
