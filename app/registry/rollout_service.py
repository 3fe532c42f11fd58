"""Setting from when a bidang runs where, and asking whether a report is owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.extensions.database import now, transaction
from app.extensions.memory import forget, remembered
from app.outbox.kinds import RECOUNT_LATE
from app.outbox.service import enqueue
from app.problems import Problem
from app.registry import settings_store, store
from app.registry.bidang import SIX
from app.registry.models import Rollout
from app.registry.rollout import Plan, Rule, copied

SIX_KEYS = tuple(bidang.key for bidang in SIX)
PLAN = "simpul.rollout"
# Another process hears of a change within this time; lateness is counted again only after it.
PLAN_HOLDS = timedelta(seconds=5)


def set_rules(rules: Iterable[Rule], actor: str, *, withdrawn: bool = False) -> int:
    """Set (or withdraw) roll-out rules; lateness is counted again. Answer how many there were."""
    wanted = list(rules)
    for rule in wanted:
        _check(rule)
    with transaction():
        store.add_all(
            Rollout(
                bidang=rule.bidang,
                form_id=rule.form_id,
                area=rule.area,
                starts_on=rule.starts_on,
                withdrawn=withdrawn,
                set_at=now(),
                set_by=actor,
            )
            for rule in wanted
        )
        enqueue(RECOUNT_LATE, "", {"period": ""}, now() + PLAN_HOLDS * 2)
    forget(PLAN)
    return len(wanted)


def copy_set(
    source: str, targets: Sequence[str], form_ids: Sequence[tuple[str, str]], day: date, actor: str
) -> int:
    """Let places have the set of forms that a Posyandu has, from a day on; answer how many rules.

    `form_ids` are (bidang, form_id) of forms that have rules of their own.
    """
    store.get_posyandu(source)
    plan = settings_store.get_rollout_plan()
    own = [pair for pair in form_ids if pair[1] in {rule.form_id for rule in plan.rules}]
    forms = [*((bidang, "") for bidang in SIX_KEYS), *own]
    return set_rules(copied(plan, forms, source, targets, day), actor)


def _check(rule: Rule) -> None:
    if rule.bidang not in SIX_KEYS:
        raise Problem("registry.bad_bidang", bidang=rule.bidang)
    if rule.area and store.find_posyandu(rule.area) is None:
        store.get_wilayah(rule.area)


def plan_in_force() -> Plan:
    """Answer the roll-out from memory: every list of forms and every late report asks."""
    return remembered(PLAN, PLAN_HOLDS, settings_store.get_rollout_plan)


def owes(bidang: str, form_id: str, place: str | None, period: str) -> bool:
    """Answer whether a place owes a form's report of a month."""
    return place is None or plan_in_force().owes(bidang, form_id, place, period)
