"""How old somebody is on a day. Pure."""

from __future__ import annotations

from datetime import date

YEAR = 12  # months


def age_in_months(born: date, day: date) -> int:
    """Answer an age in whole months."""
    months = (day.year - born.year) * YEAR + day.month - born.month
    return months - (day < months_after(born, months))


def age_in_years(born: date, day: date) -> int:
    """Answer an age in whole years."""
    return age_in_months(born, day) // YEAR


def months_after(born: date, months: int) -> date:
    """Answer the day so many months of age are reached; on a day its month lacks, the next one."""
    year, month = divmod(born.year * YEAR + born.month - 1 + months, YEAR)
    try:
        return date(year, month + 1, born.day)
    except ValueError:
        return date(year, month + 2, 1)
