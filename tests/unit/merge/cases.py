"""How many random cases the property tests of merging try: CASES for more than the default."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

CASES = os.environ.get("CASES")


def cases(default: int) -> Callable[[Any], Any]:
    """Try half of what leisure would, or what CASES says; the same ones unless it says more."""
    return settings(
        max_examples=int(CASES or default // 2),
        derandomize=CASES is None,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
