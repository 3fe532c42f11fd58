"""Which Chromium the tests drive."""

from __future__ import annotations

import shutil

# One engine, twice: the shell has no windows of its own and takes a third of the processor's time.
PROGRAMS = ("chromium-headless-shell", "chromium")


def find_chromium() -> str | None:
    """Answer the program to start; None where the machine has none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
