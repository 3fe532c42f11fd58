"""Reading and writing readings, findings, checks and settings of quality. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, tuple_, update

from app.extensions.database import db, parts
from app.merge.models import Mention
from app.merge.store import upsert
from app.review.models import QualityCheck, QualityFinding, QualityReading, QualitySetting
from app.review.quality_examination import MOST, Day, Place, evidence_of
from app.review.quality_reading import Reading
from app.review.quality_rules import RULES, SEVERITIES, Finding, Setting, default_settings

RIGHT, TAKEN_BACK = "benar", "batal"
# More than examining takes, so that those of them that changed may fall away.
ENOUGH = 2 * MOST
# As the partial indexes say it, to the letter: SQLite does not see them behind a bound value or "= 1".
HAS_SENDER = text("quality_reading.sender <> ''")
HAS_SUBJECT = text("quality_reading.subject_id <> ''")
HAS_NIK = text("quality_reading.nik <> ''")
HOLDS = text("quality_finding.holds")
_NAMES = tuple(one.name for one in fields(Reading))
_COLUMNS = tuple(getattr(QualityReading, name) for name in _NAMES)


# -- readings


@dataclass(frozen=True, slots=True)
class KeptReadings:
    """The readings as the database keeps them, in the words `examine` asks."""

    def of_months(self, wanted: Collection[Place]) -> Iterable[Reading]:
        """Answer the readings of these Posyandu and months, of each more than may be judged at most."""
        for code, period in sorted(wanted):
            place = (QualityReading.posyandu_code == code) & (QualityReading.period == period)
            yield from _readings(place, ENOUGH)

    def of_days(self, wanted: Collection[Day]) -> Iterable[Reading]:
        """Answer the readings of these senders and days."""
        for sender, day in sorted(wanted):
            yield from _first(
                QualityReading.sender == sender, QualityReading.day == day, HAS_SENDER
            )

    def of_subjects(self, subject_ids: Collection[str]) -> Iterable[Reading]:
        """Answer the readings about these subjects."""
        for one in sorted(subject_ids):
            yield from _first(QualityReading.subject_id == one, HAS_SUBJECT)

    def of_niks(self, niks: Collection[str]) -> Iterable[Reading]:
        """Answer the readings that tell these NIKs."""
        for one in sorted(niks):
            yield from _first(QualityReading.nik == one, HAS_NIK)


def _first(*conditions: Any) -> Iterable[Reading]:  # noqa: ANN401 - SQL conditions
    """Answer the first of a group by instanceID: a made-up NIK may be told thousands of times."""
    query = select(*_COLUMNS).where(*conditions)
    query = query.order_by(QualityReading.instance_id).limit(ENOUGH)
    return (Reading(*row) for row in db.session.execute(query))


def _readings(condition: Any, limit: int) -> Iterable[Reading]:  # noqa: ANN401 - a SQL condition
    return (
        Reading(*row) for row in db.session.execute(select(*_COLUMNS).where(condition).limit(limit))
    )


def list_readings(seqs: Collection[int]) -> dict[int, Reading]:
    """Answer the readings kept of submissions."""
    found = (_readings(QualityReading.seq.in_(part), len(part)) for part in parts(sorted(seqs)))
    return {one.seq: one for part in found for one in part}


def list_subjects_of(seqs: Collection[int]) -> dict[int, str]:
    """Answer whom submissions speak of, as merging found."""
    query = select(Mention.seq, Mention.subject_id)
    return {
        seq: subject_id
        for part in parts(sorted(seqs))
        for seq, subject_id in db.session.execute(query.where(Mention.seq.in_(part)))
    }


def save_readings(readings: Iterable[Reading]) -> None:
    """Insert or update readings."""
    values = [{name: getattr(one, name) for name in _NAMES} for one in readings]
    upsert(QualityReading, values, ("seq",))


def remove_readings(seqs: Collection[int]) -> None:
    """Forget the readings of submissions that count no more."""
    for part in parts(sorted(seqs)):
        db.session.execute(delete(QualityReading).where(QualityReading.seq.in_(part)))


def remove_all_readings() -> None:
    """Forget every reading, before all are made anew."""
    db.session.execute(delete(QualityReading))


# -- findings


def save_findings(groups: Collection[str], findings: Sequence[Finding], at: datetime) -> None:
    """Let just these findings hold in these groups; one that holds no more stays, as resolved."""
    values = [_values(one) for one in findings]
    verdicts = _verdicts(values)
    for one in values:
        one["checked"] = verdicts.get((one["rule"], one["key"])) == one["evidence"]
    upsert(QualityFinding, values, ("rule", "key"))
    stay = {(one["rule"], one["key"]) for one in values}
    for part in parts(sorted(groups)):
        held = select(QualityFinding.finding_id, QualityFinding.rule, QualityFinding.key)
        held = held.where(QualityFinding.group_name.in_(part), HOLDS)
        gone = [number for number, *pair in db.session.execute(held) if tuple(pair) not in stay]
        _save_resolved(gone, at)


def _save_resolved(finding_ids: Sequence[int], at: datetime) -> None:
    for part in parts(finding_ids):
        chosen = update(QualityFinding).where(QualityFinding.finding_id.in_(part))
        db.session.execute(chosen.values(holds=False, resolved_at=at))


def _values(finding: Finding) -> dict[str, Any]:
    seen, rule = finding.seen, RULES[finding.rule]
    one = seen.reading
    return {
        "rule": rule.code,
        "key": seen.key,
        "group_name": finding.group,
        "rank": SEVERITIES.index(rule.severity),
        "posyandu_code": one.posyandu_code,
        "period": one.period,
        "bidang": one.bidang,
        "form_id": one.form_id,
        "instance_id": one.instance_id,
        "sender": one.sender,
        "subject_id": one.subject_id,
        "details": dict(seen.details),
        "evidence": evidence_of(seen),
        "first_seen": seen.since,
        "holds": True,
        "resolved_at": None,
        "checked": False,
    }


def _verdicts(values: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Answer the evidence a person last said is right of each finding, those taken back left out."""
    found: dict[tuple[str, str], str] = {}
    of = tuple_(QualityCheck.rule, QualityCheck.key)
    for part in parts(sorted({(one["rule"], one["key"]) for one in values})):
        query = select(QualityCheck).where(of.in_(part)).order_by(QualityCheck.check_id)
        for row in db.session.scalars(query):
            found[row.rule, row.key] = row.evidence if row.verdict == RIGHT else ""
    return found


def save_all_resolved(at: datetime) -> None:
    """Let no finding hold, before all are looked for anew."""
    chosen = update(QualityFinding).where(QualityFinding.holds)
    db.session.execute(chosen.values(holds=False, resolved_at=at))


def find_finding(finding_id: int) -> QualityFinding | None:
    """Answer a finding by its number."""
    return db.session.get(QualityFinding, finding_id, populate_existing=True)


def find_finding_locked(finding_id: int) -> QualityFinding | None:
    """Answer a finding as it is now, locked until the transaction ends."""
    query = select(QualityFinding).where(QualityFinding.finding_id == finding_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_checks(rule: str, key: str) -> Sequence[QualityCheck]:
    """Answer what people said of a finding, newest first."""
    query = select(QualityCheck).where(QualityCheck.rule == rule, QualityCheck.key == key)
    return db.session.scalars(query.order_by(QualityCheck.check_id.desc())).all()


def add_check(check: QualityCheck) -> None:
    """Append what a person said."""
    db.session.add(check)


# -- settings


def list_settings() -> dict[str, Setting]:
    """Answer how each rule is used: as set last, else as delivered."""
    newest = select(func.max(QualitySetting.setting_id)).group_by(QualitySetting.rule)
    rows = db.session.scalars(select(QualitySetting).where(QualitySetting.setting_id.in_(newest)))
    delivered = default_settings()
    set_here = {
        row.rule: Setting(row.enabled, {**delivered[row.rule].limits, **row.limits})
        for row in rows
        if row.rule in delivered
    }
    return delivered | set_here


def list_setting_history(limit: int) -> Sequence[QualitySetting]:
    """Answer how rules were set, newest first."""
    query = select(QualitySetting).order_by(QualitySetting.setting_id.desc())
    return db.session.scalars(query.limit(limit)).all()


def add_setting(setting: QualitySetting) -> None:
    """Append how a rule is used from now on."""
    db.session.add(setting)
