"""The level of a kader by the basic skills mastered: Purwa, Madya, Utama. Pure.

Source: the guide of 25 basic skills. Whoever masters all of running the Posyandu and of under-fives, and
one, two or all three further groups.
"""

from __future__ import annotations

from app.scores.seen import Outcome, Seen

GROUPS = ("pengelolaan", "balita", "ibu", "remaja", "dewasa")
BASIC = 2  # groups everybody needs


def kader_level(seen: Seen) -> Outcome | None:
    """Level: skills of running, under-fives, mothers, adolescents, adults."""
    counts = [len(seen.chosen(place) or ()) for place in range(len(GROUPS))]
    if all(value is None for value in seen.values):
        return None
    whole = [
        count >= seen.amount(f"kader_{group}") for group, count in zip(GROUPS, counts, strict=True)
    ]
    further = sum(whole[BASIC:]) if all(whole[:BASIC]) else 0
    return Outcome(str(sum(counts)), seen.band("kader", further))
