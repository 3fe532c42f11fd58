"""The word an author probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

# Likeness is slow to measure: a hostile form must not buy minutes with long or many words.
LONGEST = 80
MOST = 2_000


def nearest(word: str, candidates: Iterable[str], likeness: float = 0.75) -> str | None:
    """The candidate most like `word` (0 to 1, capitals ignored), or None when none is near."""
    if len(word) > LONGEST:
        return None
    short = sorted(c for c in islice(candidates, MOST) if len(c) <= LONGEST)
    by_lower = {candidate.lower(): candidate for candidate in short}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=likeness)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """“ Mungkin maksud Anda “x”.” for a near candidate, with its leading space, or nothing."""
    meant = nearest(word, candidates)
    return f" Mungkin maksud Anda “{meant}”." if meant else ""
