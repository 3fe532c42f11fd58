"""An installation that is given submissions and decisions, and looked at afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, func, select

from app.design.library import list_form_files
from app.design.models import ReviewPolicy
from app.design.policies_service import forget_policies
from app.extensions.database import close_connections, db, is_sqlite, transaction
from app.factory import create_app
from app.intake import store as intake_store
from app.intake.choice_store import choice_of, keep_choice
from app.intake.deliveries import Delivery
from app.intake.models import Decision, SubjectDecision, SubjectSide, Submission
from app.intake.service import receive_submission
from app.jobs import run_pending
from app.merge import service, store, subject_store
from app.merge.compare_service import verify_candidates
from app.merge.compare_store import list_every_candidate
from app.merge.fold import CellKey
from app.merge.models import (
    AlarmSign,
    CandidateRow,
    CellRow,
    Mention,
    PortraitKey,
    PortraitRow,
    StrandRow,
    SubjectDue,
    SubjectQuestion,
    SubjectRow,
)
from app.problems import Problem
from app.registry.models import Posyandu
from app.registry.service import add_posyandu
from app.review import quality_acts_service, quality_service, queue_service
from app.review.models import QualityCheck, QualityFinding, QualityReading, QualitySetting
from app.review.referral_models import Referral, ReferralStep
from app.review.service import (
    decide,
    decide_value,
    last_state_decision,
    record_decision,
    undo_state,
)
from tests.integration.installation import copied_home, forget_rests, settings_for
from xlsform.languages import settings_row
from xlsform.workbook import read_workbook

PLACES = ("64.02.06.1011.001", "64.02.06.1011.002", "64.02.01.2001.001")
WHY = "alasan uji"
RECEIVED = datetime(2026, 11, 20, tzinfo=UTC)
OF_QUALITY = (QualityReading, QualityFinding, QualityCheck, QualitySetting)
OF_MERGING = (
    *(CellRow, SubjectRow, SubjectQuestion, StrandRow, Mention),
    *(SubjectDue, PortraitRow, PortraitKey, CandidateRow, AlarmSign),
)
OF_REFERRALS = (ReferralStep, Referral)
OF_LOG = (SubjectSide, SubjectDecision, Decision, Submission, ReviewPolicy)

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission: its id, form, Posyandu, day, answers, and the one it replaces."""

    instance_id: str
    form_id: str
    posyandu: str
    day: str
    answers: Answers
    replaces: str = ""

    def xml(self) -> bytes:
        """The submission as Collect writes it."""
        when = "tanggal_kegiatan" if self.form_id == "kes_balita" else "periode"
        answers = {
            "kepala/kode_posyandu": self.posyandu,
            f"kepala/{when}": self.day,
            "end": f"{self.day}T10:00:00.000+08:00",
            "meta/instanceID": self.instance_id,
        }
        if self.replaces:
            answers["meta/deprecatedID"] = self.replaces
        body = _nested(answers | dict(self.answers))
        version = version_of(self.form_id)
        return f'<data id="{self.form_id}" version="{version}">{body}</data>'.encode()


@cache
def is_on_postgresql(twin: Twin) -> bool:
    """Whether an installation stands on PostgreSQL."""
    return str(twin.app.config["SQLALCHEMY_DATABASE_URI"]).startswith("postgresql")


@cache
def version_of(form_id: str) -> str:
    """The version the library has of a form."""
    (path,) = (path for path in list_form_files() if path.stem == form_id)
    return settings_row(read_workbook(path.read_bytes(), path.name)).get("version")


def _nested(answers: Answers) -> str:
    groups: dict[str, dict[str, str]] = {}
    for path, text in answers.items():
        group, _, name = path.rpartition("/")
        groups.setdefault(group, {})[name] = text
    parts = []
    for group, members in groups.items():
        inside = "".join(f"<{name}>{text}</{name}>" for name, text in members.items())
        parts.append(f"<{group}>{inside}</{group}>" if group else inside)
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Twin:
    """One of two installations."""

    app: Flask

    def inside(self) -> AbstractContextManager[Any]:
        """A context in which the installation's own services may be called."""
        return self.app.app_context()

    def clear(self) -> None:
        """Forget all submissions, decisions and profiles, and what the worker made of them."""
        forget_rests()
        with self.inside(), transaction():
            for model in (*OF_QUALITY, *OF_MERGING, *OF_REFERRALS, *OF_LOG):
                db.session.execute(delete(model))
            forget_policies()

    def rest(self) -> None:
        """Let go of every connection."""
        with self.inside():
            close_connections()

    # -- what happens

    def receive(self, sent: Sent) -> None:
        """Take a submission; a second time changes nothing."""
        with self.inside():
            receive_submission(Delivery(sent.xml(), (), "collect", received_at=RECEIVED))

    def review(self, instance_id: str, decision: str, *, at_once: bool = True) -> None:
        """Decide about a submission, unless an edit stands in its place; perhaps merge it later."""
        with self.inside(), unless("review.superseded"):
            (decide if at_once else record_decision)(instance_id, decision, WHY, "peninjau")

    def review_and_undo(self, instance_id: str, decision: str) -> None:
        """Decide about a submission and take it back."""
        with self.inside(), unless("review.superseded"):
            record_decision(instance_id, decision, WHY, "peninjau")
            undo_state(last_state_decision(instance_id), WHY, "peninjau")

    def set_rule(self, code: str, limits: Mapping[str, Any], *, enabled: bool = True) -> None:
        """Use a quality rule with other thresholds."""
        texts = {name: str(value) for name, value in limits.items()}
        with self.inside():
            quality_acts_service.set_rule(code, enabled=enabled, limits=texts, actor="admin")

    def check_findings(self, reason: str = "memang begitu") -> None:
        """Say of all that is found that it is right."""
        with self.inside():
            query = select(QualityFinding).where(QualityFinding.holds, ~QualityFinding.checked)
            for row in db.session.scalars(query).all():
                quality_acts_service.check_finding(row.finding_id, row.evidence, reason, "peninjau")

    def choose(self, place: str, field: str, period: str, chosen: Any) -> None:
        """Choose a value of a profile, if there is one."""
        with self.inside(), unless("merge.unknown_value"):
            decide_value(CellKey(place, field, period), chosen, WHY, "peninjau")

    def choose_and_undo(self, place: str, field: str, period: str, chosen: Any) -> None:
        """Choose a value of a profile, if there is one, and take it back."""
        with self.inside(), unless("merge.unknown_value"):
            decide_value(CellKey(place, field, period), chosen, WHY, "peninjau")
            seq = db.session.scalar(select(func.max(Decision.seq)).where(Decision.kind == "nilai"))
            queue_service.undo(seq or 0, WHY, "peninjau")

    def adopt(self, decisions: Sequence[Mapping[str, Any]]) -> None:
        """Take over another installation's decisions about values."""
        with self.inside(), transaction():
            for values in map(dict, decisions):
                seen, chosen, hidden = (values.pop(one) for one in ("seen", "chosen", "hidden"))
                row = Decision(**values)
                keep_choice(row, seen, chosen, hidden=hidden)
                intake_store.add_decision(row)

    def run_pending(self) -> None:
        """Let the worker do all that is due."""
        with self.inside():
            run_pending()

    # -- looking

    def differences(self, places: Sequence[str] = PLACES) -> list[str]:
        """What `flask profiles verify` would print."""
        with self.inside():
            found = [line for place in places for line in service.verify_place(place)]
            return found + verify_candidates()

    def profile(self, places: Sequence[str] = PLACES) -> dict[str, Any]:
        """Everything merged: cells and persons of every Posyandu."""
        with self.inside():
            cells = {cell.key: cell for place in places for cell in store.list_cells(place)}
            persons = {place: subject_store.list_subjects_in(place) for place in places}
            pairs = [(one.low, one.high, one.score, one.reasons) for one in list_every_candidate()]
            return {"cells": cells, "persons": persons, "candidates": pairs}

    def value(self, place: str, field: str, period: str = "") -> Any:
        """One value of a profile."""
        with self.inside():
            cells = {cell.key: cell for cell in store.list_cells(place, [period])}
            found = cells.get(CellKey(place, field, period))
            return found and found.value

    def findings(self) -> list[tuple[Any, ...]]:
        """What the quality rules hold of all of it, without the numbers rows happen to have."""
        names = (
            "rule",
            "key",
            "group_name",
            "rank",
            "posyandu_code",
            "period",
            "bidang",
            "form_id",
        )
        more = (
            "instance_id",
            "sender",
            "subject_id",
            "details",
            "evidence",
            "first_seen",
            "checked",
        )
        columns = [getattr(QualityFinding, name) for name in (*names, *more)]
        query = select(*columns).where(QualityFinding.holds)
        query = query.order_by(QualityFinding.rule, QualityFinding.key)
        with self.inside():
            return [tuple(row) for row in db.session.execute(query)]

    def examine_anew(self) -> int:
        """Do what `flask quality rebuild` does; answer how many submissions."""
        with self.inside():
            return quality_service.rebuild()

    def states(self) -> dict[str, str]:
        """Every submission's state."""
        with self.inside():
            rows = db.session.execute(select(Submission.instance_id, Submission.state))
            return {instance_id: state for instance_id, state in rows}

    def value_decisions(self, *, in_force: bool = False) -> list[dict[str, Any]]:
        """The decisions about values, oldest first; or only those nobody took back."""
        names = "kind place field period reason actor at".split()
        with self.inside():
            rows = db.session.scalars(
                select(Decision).where(Decision.kind == "nilai").order_by(Decision.seq)
            )
            told = rows.all()
            undone = {row.undoes for row in told} - {None}
            if in_force:
                told = [row for row in told if row.undoes is None and row.seq not in undone]
            return [
                {name: getattr(row, name) for name in names}
                | {"seen": seen, "chosen": chosen, "hidden": row.sealed is not None}
                for row in told
                for seen, chosen in [choice_of(row)]
            ]


@contextmanager
def unless(*codes: str) -> Iterator[None]:
    """Let some kinds of refusal pass."""
    try:
        yield
    except Problem as problem:
        if problem.code not in codes:
            raise


@contextmanager
def opened(kind: str, prepared: Path, home: Path) -> Iterator[Twin]:
    """A copy of a prepared installation, on SQLite or PostgreSQL, that knows these Posyandu."""
    with copied_home(kind, prepared, home) as url:
        app = create_app(settings_for(home, url, {}))
        with app.app_context():
            for engine in db.engines.values() if is_sqlite() else ():
                event.listen(engine, "connect", _lose_with_the_machine)
            known = set(db.session.scalars(select(Posyandu.code)))
            new = [code for code in PLACES if code not in known]
            add_posyandu([Posyandu(code=c, name="Uji", desa=c.rpartition(".")[0]) for c in new])
            close_connections()
        twin = Twin(app)
        yield twin
        twin.rest()


def _lose_with_the_machine(connection: Any, _record: object) -> None:
    """Wait for no disk: what is tested here is not what a power cut leaves."""
    connection.execute("PRAGMA synchronous=OFF")
