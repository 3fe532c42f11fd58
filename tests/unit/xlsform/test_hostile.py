"""Files that mean harm are refused in words, soon and with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.xlsform.hostile import FILES

SECONDS = 5
MEGABYTES = 300


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process of its own has to say of all the files, and what it cost."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _, _) in FILES.items():
        (folder / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.xlsform.hostile", str(folder)],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_with_its_reason_before_anybody_waits(
    told: dict[str, Any], name: str
) -> None:
    codes, refused, seconds = told["told"][name]
    assert refused
    assert FILES[name][2] in codes
    assert len(codes) <= 1_000
    assert seconds < SECONDS


def test_all_of_them_together_take_little_memory(told: dict[str, Any]) -> None:
    assert told["memory"] < MEGABYTES
