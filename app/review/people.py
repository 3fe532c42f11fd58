"""Who lives in a Posyandu, as its page lists them: group, standing, when seen; names masked. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.merge.standing import (
    AGE_GROUPS,
    HERE,
    AgeGroup,
    Standing,
    age_group,
    standing_of,
)
from app.registry.periods import day_of
from app.review.entity_pages import initials
from app.review.subject_pages import SEXES

NAME, BIRTH, SEX = "umum.orang_nama", "umum.orang_tanggal_lahir", "umum.orang_jenis_kelamin"
NO_AGE = "tanpa_umur"
SOON = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a Posyandu as listed; `leaves` is the day the age group is left, if that is soon.

    `seen`: the moment the newest of what is told of them was so.
    """

    subject_id: str
    name: str
    sex: str
    group: AgeGroup | None
    standing: Standing
    born: date | None
    seen: datetime | None
    leaves: date | None

    @property
    def group_key(self) -> str:
        """Answer the key of the age group, also where no age is known."""
        return self.group.key if self.group else NO_AGE


def person_row(subject_id: str, cells: Sequence[Sequence[Any]], day: date) -> PersonRow:
    """Answer a person by the merged cells: field, period, value, rule, status, reason, unreviewed,
    sources, latest.
    """
    told: Mapping[str, Any] = {cell[0]: cell[2] for cell in cells if not cell[1]}
    seen = max((cell[-1] for cell in cells), default="")
    birth = str(told.get(BIRTH) or "")
    group, born = age_group([birth], day), day_of(birth)
    left = group.left_on(born) if group and born and group != AGE_GROUPS[-1] else None
    return PersonRow(
        subject_id=subject_id,
        name=initials(str(told.get(NAME) or "")),
        sex=SEXES.get(str(told.get(SEX)), ""),
        group=group,
        standing=standing_of(told),
        born=born,
        seen=datetime.fromisoformat(seen) if seen else None,
        leaves=left if left and left - day <= SOON else None,
    )


def in_order(people: Iterable[PersonRow]) -> list[PersonRow]:
    """Answer people youngest first; those of unknown age at the end."""
    return sorted(
        people, key=lambda one: (-one.born.toordinal() if one.born else 0, one.subject_id)
    )


def chosen(people: Iterable[PersonRow], state: str, group: str) -> list[PersonRow]:
    """Answer those of a state and, where one is named, an age group."""
    return [one for one in people if one.standing.state == state and group in {"", one.group_key}]


def count_states(people: Iterable[PersonRow]) -> Counter[str]:
    """Answer how many live here, moved away, died."""
    return Counter(one.standing.state for one in people)


def count_groups(people: Iterable[PersonRow], state: str = HERE) -> list[tuple[str, str, int]]:
    """Answer (key, name, how many) of each age group anybody of a state is in, youngest first."""
    found = Counter(one.group_key for one in people if one.standing.state == state)
    names = [(group.key, group.name) for group in AGE_GROUPS] + [(NO_AGE, "Umur tidak diketahui")]
    return [(key, name, found[key]) for key, name in names if found[key]]
