"""What people do about quality: say that a finding is right, take it back, change how a rule is used."""

from __future__ import annotations

from collections.abc import Mapping

from app.extensions.database import now, transaction
from app.outbox.kinds import EXAMINE_ANEW
from app.outbox.service import enqueue
from app.problems import Problem
from app.review import quality_store as store
from app.review.models import QualityCheck, QualityFinding, QualitySetting
from app.review.quality_reading import Number, number_of
from app.review.quality_rules import RULES

SHORTEST_REASON = 5


def get_finding(finding_id: int) -> QualityFinding:
    """Answer a finding or raise Problem."""
    finding = store.find_finding(finding_id)
    if finding is None:
        raise Problem("review.unknown_finding")
    return finding


def check_finding(finding_id: int, evidence: str, reason: str, actor: str) -> None:
    """Say that what was found is right as it is; it is asked again only when its evidence changes.

    `evidence` is what the reviewer saw: when it changed meanwhile, nothing is said of what nobody saw.
    """
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    with transaction():
        finding = store.find_finding_locked(finding_id)
        if finding is None:
            raise Problem("review.unknown_finding")
        if finding.evidence != evidence or not finding.holds or finding.checked:
            raise Problem("review.finding_changed")
        _append(finding, store.RIGHT, reason, actor)
        finding.checked = True


def uncheck_finding(finding_id: int, actor: str) -> None:
    """Take back that a finding is right: it is asked again."""
    with transaction():
        finding = store.find_finding_locked(finding_id)
        if finding is None:
            raise Problem("review.unknown_finding")
        if not finding.checked:
            raise Problem("review.finding_changed")
        _append(finding, store.TAKEN_BACK, "", actor)
        finding.checked = False


def _append(finding: QualityFinding, verdict: str, reason: str, actor: str) -> None:
    store.add_check(
        QualityCheck(
            rule=finding.rule,
            key=finding.key,
            evidence=finding.evidence,
            verdict=verdict,
            reason=reason,
            actor=actor,
            at=now(),
        )
    )


def set_rule(code: str, *, enabled: bool, limits: Mapping[str, str], actor: str) -> None:
    """Use a rule from now on in this way; what it finds is looked for anew by the worker."""
    if code not in RULES:
        raise Problem("review.unknown_rule")
    numbers = {name: _number(code, name, text) for name, text in limits.items()}
    before = store.list_settings()[code]
    wanted = {**before.limits, **numbers}
    if (before.enabled, before.limits) == (enabled, wanted):
        return
    with transaction():
        store.add_setting(
            QualitySetting(rule=code, enabled=enabled, limits=wanted, set_at=now(), set_by=actor)
        )
        enqueue(EXAMINE_ANEW, "", {})


def _number(code: str, name: str, text: str) -> Number:
    limit = RULES[code].limits.get(name)
    number = number_of(text.strip().replace(",", "."))
    if limit is None or number is None or not limit.least <= number <= limit.most:
        label = limit.label if limit else name
        bounds = (limit.least, limit.most) if limit else ("", "")
        raise Problem("review.bad_limit", label=label, least=bounds[0], most=bounds[1])
    return number
