"""What takes long to make is made once a run, whichever test process needs it first.

home = once(folder / "siap", make)   # make(place) fills a folder; half-made ones are never seen
with locked(folder / "lock"): ...    # one process at a time; a killed one lets go
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; a run of three processes holds well under one gigabyte


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock among the processes of this machine."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # ends when the file is closed
        yield
    finally:
        os.close(handle)


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """Answer a folder that `make` filled, for this process or an earlier one."""
    with locked(place.with_name(f"{place.name}.lock")):
        if not place.exists():
            half = place.with_name(f"{place.name}.dibuat")
            shutil.rmtree(half, ignore_errors=True)  # of one that was killed
            make(half)
            half.rename(place)
    return place


def use_memory() -> None:
    """Let temporary files lie in memory where it has room: no test waits for a disk.

    A process that is killed leaves what it wrote there as on any disk; what a power cut would leave
    cannot be tried here. TMPDIR chooses another place.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)  # the processes a test starts follow
        tempfile.tempdir = None
