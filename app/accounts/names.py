"""Which names accounts may have. Pure."""

from __future__ import annotations

import re

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def is_account_name(name: str) -> bool:
    """Answer whether an account may have this name."""
    return NAME.fullmatch(name) is not None
