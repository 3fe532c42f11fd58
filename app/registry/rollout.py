"""From when a bidang runs where: staged roll-out. Pure.

Without a rule everything runs everywhere, always. With rules the one of the smallest area that holds the
place counts; a rule of one form goes before a rule of its bidang. A rule without a day means: not yet.
A month is owed from the first full month on; what is sent earlier is welcome and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ALWAYS = date.min
NEVER = date.max
STAGED_OUT = "umum"  # the secretariat's own forms always run: a phone's list is never empty


@dataclass(frozen=True, slots=True)
class Rule:
    """A bidang (or one of its forms) runs in an area from a day on; None: not yet decided."""

    bidang: str
    form_id: str
    area: str
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules in force."""

    rules: Sequence[Rule]

    def starts_on(self, bidang: str, form_id: str, place: str) -> date:
        """Answer the day a form begins to run at a place: ALWAYS without a rule, NEVER undecided."""
        if bidang == STAGED_OUT:
            return ALWAYS
        mine = [rule for rule in self.rules if rule.bidang == bidang and holds(rule.area, place)]
        own = [rule for rule in mine if form_id and rule.form_id == form_id]
        found = own or [rule for rule in mine if not rule.form_id]
        if not found:
            return ALWAYS
        return max(found, key=lambda rule: len(rule.area)).starts_on or NEVER

    def runs(self, bidang: str, form_id: str, area: str, day: date) -> bool:
        """Answer whether a form runs on a day at a place, or anywhere within an area."""
        if self.starts_on(bidang, form_id, area) <= day:
            return True
        inside = {rule.area for rule in self.rules if rule.bidang == bidang and rule.area}
        return any(
            self.starts_on(bidang, form_id, one) <= day for one in inside if holds(area, one)
        )

    def owes(self, bidang: str, form_id: str, place: str, period: str) -> bool:
        """Answer whether a place owes a form's report of a month: from the first full month on."""
        return self.starts_on(bidang, form_id, place) <= date.fromisoformat(f"{period}-01")

    def touches(self, bidang: str) -> bool:
        """Answer whether any rule speaks of a bidang."""
        return any(rule.bidang == bidang for rule in self.rules)


def holds(area: str, place: str) -> bool:
    """Answer whether a place lies in an area; the empty area holds all."""
    return not area or place == area or place.startswith(area + ".")


def copied(
    plan: Plan, forms: Iterable[tuple[str, str]], source: str, targets: Sequence[str], day: date
) -> list[Rule]:
    """Answer the rules by which places get what a place has: what runs there begins on a day.

    `forms` are (bidang, form_id), the form_id empty for the bidang as a whole. What does not run at the
    source does not run at the targets either.
    """
    rules = []
    for bidang, form_id in forms:
        if bidang == STAGED_OUT:
            continue
        runs = plan.starts_on(bidang, form_id, source) <= day
        rules += [Rule(bidang, form_id, target, day if runs else None) for target in targets]
    return rules
