"""The locks: every package pinned with its hash, every package we ask for with a reason."""

from __future__ import annotations

import json
import re

import pytest

from tests.guards.source import read

LOCKS = ("requirements.txt", "requirements-node.txt", "tests/requirements.txt")
ASKED = re.compile(r"^#: *(\S+) +(\S.*)$", re.MULTILINE)
LISTED = re.compile(r"^#:", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def _pins(lock: str) -> dict[str, str]:
    return dict(PINNED.findall(read(lock)))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", read(lock))[1:]
    assert entries
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_asked_for_has_a_reason_and_a_pin(lock: str) -> None:
    asked = dict(ASKED.findall(read(lock)))
    assert len(asked) == len(LISTED.findall(read(lock)))
    assert {name.partition("[")[0] for name in asked} <= _pins(lock).keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock: str) -> None:
    assert "://" not in read(lock)
    assert "index-url" not in read(lock)


def test_tests_run_on_the_versions_that_production_runs_on() -> None:
    production, tests = _pins("requirements.txt"), _pins("tests/requirements.txt")
    shared = production.keys() & tests.keys()
    assert {name: tests[name] for name in shared} == {name: production[name] for name in shared}


def test_node_is_not_among_the_packages_that_production_runs_on() -> None:
    assert not [name for name in _pins("requirements.txt") if name.startswith("nodejs")]


def test_the_npm_lock_holds_hashes_and_no_addresses() -> None:
    lock = json.loads(read("package-lock.json"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert lock["lockfileVersion"] == 3
    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


def test_the_npm_lock_is_of_this_package_json() -> None:
    asked = json.loads(read("package.json"))["dependencies"]
    assert json.loads(read("package-lock.json"))["packages"][""]["dependencies"] == asked
