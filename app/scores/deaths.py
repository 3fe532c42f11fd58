"""Which deaths somebody must be told of at once: of infants, of under-fives, of mothers. Pure.

Judged by the day of the death. A mother's is a death in pregnancy, in birth or until 42 days after it,
whatever its cause (ICD-10); where the forms cannot tell, it is asked about rather than passed over.
"""

from __future__ import annotations

from datetime import date

from app.scores.ages import age_in_months
from app.scores.seen import Outcome, Seen

DIED = "meninggal"
PREGNANT, AFTER_BIRTH = "hamil", "nifas"
MOTHER = "ibu"


def group_of_death(seen: Seen) -> Outcome | None:
    """Group: how the person is, since when, birth; a woman's situation, last birth, last period."""
    if seen.values[0] != DIED:
        return None
    died = seen.date(1) or seen.day
    band = seen.band(
        "kematian", _age_group(seen, died) or (MOTHER if _is_mother(seen, died) else "")
    )
    return Outcome("", band) if band else None


def _age_group(seen: Seen, died: date) -> str:
    born = seen.date(2)
    if born is None or born > died:
        return ""
    band = seen.band("kematian_umur", age_in_months(born, died))
    return band.key if band else ""


def _is_mother(seen: Seen, died: date) -> bool:
    situation, delivered, period = seen.values[3], seen.date(4), seen.date(5)
    after = int(seen.amount("nifas_paling_lama"))
    if delivered and 0 <= (died - delivered).days <= after:
        return True
    if situation not in {PREGNANT, AFTER_BIRTH}:
        return False
    # A pregnancy older than the last birth is that birth's own: of the present one nothing is known.
    began = period if period and not (delivered and delivered >= period) else None
    if situation == AFTER_BIRTH and delivered and began is None:
        return False
    longest = int(seen.amount("hamil_paling_lama")) + after
    return began is None or 0 <= (died - began).days <= longest
