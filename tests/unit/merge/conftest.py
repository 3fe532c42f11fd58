"""A hunt over many random cases may take its time."""

from __future__ import annotations

import pytest

from tests.unit.merge.cases import CASES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lift the time limit of one test where CASES asks for more than the default."""
    if CASES:
        for item in items:
            item.add_marker(pytest.mark.timeout(0))
