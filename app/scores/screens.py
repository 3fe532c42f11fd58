"""Questionnaires of adults and elderly: PUMA, AKS, SKILAS, SRQ-20. Pure; each says its source."""

from __future__ import annotations

from decimal import Decimal

from app.scores.ages import age_in_years
from app.scores.seen import Outcome, Seen, judged

YES = "ya"
SUICIDAL = "s17"
SKILAS_PARTS = (
    ("Kognitif", (0, 1)),
    ("Gerak", (2,)),
    ("Gizi", (3, 4, 5)),
    ("Penglihatan", (6,)),
    ("Pendengaran", (7,)),
    ("Depresi", (8, 9)),
)


def lungs(seen: Seen) -> Outcome | None:
    """PUMA from 40 years: smoking, breath, phlegm, cough, spirometry, sex, birth. PUMA questionnaire."""
    smoking, *asked, sex, _born = seen.values
    age = _age(seen, 6)
    if smoking is None or None in asked or age is None or not seen.is_within("puma_dinilai", age):
        return None
    worth = (
        seen.worth("puma_umur", age),
        seen.worth("puma_kelamin", str(sex)),
        seen.worth("puma_rokok", str(smoking)),
    )
    if None in worth:
        return None
    points = sum((one for one in worth if one is not None), Decimal(asked.count(YES)))
    return judged(seen, "puma", points)


def daily_living(seen: Seen) -> Outcome | None:
    """AKS of the elderly: ten items, birth. Barthel index, 0 to 20."""
    items = [seen.number(place) for place in range(10)]
    if not _is_elderly(seen, 10) or None in items:
        return None
    return judged(seen, "aks", sum((one for one in items if one is not None), Decimal(0)))


def elderly_check(seen: Seen) -> Outcome | None:
    """SKILAS of the elderly: ten answers, birth; of the parts in which anything declined."""
    answers = seen.values[:10]
    if not _is_elderly(seen, 10) or None in answers:
        return None
    fell = [name for name, places in SKILAS_PARTS if YES in {answers[one] for one in places}]
    found = judged(seen, "skilas", len(fell))
    return found and Outcome(
        found.number, found.band, parts=tuple(("Menurun", one) for one in fell)
    )


def mind(seen: Seen) -> Outcome | None:
    """SRQ-20: how many complaints were felt: complaints. SRQ-20."""
    chosen = seen.chosen(0)
    return judged(seen, "srq", len(chosen)) if chosen is not None else None


def suicidal_thought(seen: Seen) -> Outcome | None:
    """Item 17 of SRQ-20, an alarm on its own whatever the score: complaints."""
    chosen = seen.chosen(0)
    if chosen is None:
        return None
    band = seen.band("srq_17", YES if SUICIDAL in chosen else "tidak")
    return Outcome("", band) if band else None


def _age(seen: Seen, birth: int) -> int | None:
    born = seen.date(birth)
    return age_in_years(born, seen.day) if born and born <= seen.day else None


def _is_elderly(seen: Seen, birth: int) -> bool:
    age = _age(seen, birth)
    return age is not None and seen.is_within("lansia_umur", age)
