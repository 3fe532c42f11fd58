"""The word an author probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rapidfuzz import fuzz, process

# A hostile form must not buy minutes with long or many words.
LONGEST = 80
MOST = 2_000


def nearest(word: str, candidates: Iterable[str], likeness: float = 0.75) -> str | None:
    """The candidate most like `word` (0 to 1, capitals ignored), or None when none is near."""
    if len(word) > LONGEST:
        return None
    short = sorted(c for c in islice(candidates, MOST) if len(c) <= LONGEST)
    found = process.extractOne(
        word.lower(),
        [candidate.lower() for candidate in short],
        scorer=fuzz.ratio,
        score_cutoff=likeness * 100,
    )
    return short[found[2]] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """“ Mungkin maksud Anda “x”.” for a near candidate, with its leading space, or nothing."""
    meant = nearest(word, candidates)
    return f" Mungkin maksud Anda “{meant}”." if meant else ""
