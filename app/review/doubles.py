"""Which submissions of one person may tell of one visit twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Visit:
    """What a submission measured, when, on which form; `root` is the first of its chain of edits."""

    seq: int
    root: str
    form_id: str
    day: str
    measures: Mapping[str, str]


def doubles_among(visits: Iterable[Visit]) -> frozenset[int]:
    """Answer the submissions that tell the same measures of the same day as another one."""
    return frozenset(
        seq
        for one, two in combinations(visits, 2)
        if one.root != two.root and (one.form_id, one.day) == (two.form_id, two.day)
        if one.measures and one.measures == two.measures
        for seq in (one.seq, two.seq)
    )
