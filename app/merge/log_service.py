"""The log as the database holds it, in the words `decide` asks. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from app.design.models import ProfileField
from app.design.service import Released, find_released, hear_of_releases
from app.design.store import MERGED_FIELDS
from app.extensions.database import db
from app.extensions.memory import remembered_at
from app.extensions.vault import vault
from app.intake import queue_store as queue
from app.intake.answers_service import read_answers
from app.intake.choice_store import choice_of
from app.intake.heads import POSYANDU
from app.intake.models import Submission
from app.intake.queue_store import Sent
from app.intake.states import COUNTED
from app.merge import store, subject_store
from app.merge.counting import Scoring
from app.merge.facts import SEEN, Fact, FieldSpec, Origin, facts_from
from app.merge.fold import PERSON, POSYANDU_SCOPE, REPORT, CellKey, StrandKey
from app.merge.identity import identity_from
from app.merge.log import Held, Item, Strands
from app.merge.matching import Link, Mention
from app.merge.reckoning import reckoned
from app.merge.resolution import Decision
from app.merge.rules import RULES
from app.registry import history_store
from app.scores.library import read_declared, read_limits, read_per_report
from app.web.guards import settings

_FIELDS = select(
    ProfileField.field, ProfileField.scope, ProfileField.rule, ProfileField.privacy
).where(ProfileField.rule.in_(RULES))


class DatabaseLog:
    """What is stored around one Posyandu."""

    until: datetime | None = None  # decisions from this moment on are not known yet

    def __init__(self, posyandu_code: str) -> None:
        """Take the Posyandu."""
        self.posyandu_code = posyandu_code

    def item(self, row: Sent, *, merged: bool | None = None) -> Item:
        """Answer a submission as merging sees it, by what its answers mean today."""
        return item_from(row, merged=merged)

    def due(self, limit: int) -> list[Item]:
        """Answer the submissions due for merging, in order of arrival."""
        return [self.item(row) for row in queue.list_due(self.posyandu_code, limit)]

    def everything(self) -> list[Item]:
        """Answer all live submissions of the Posyandu, as if none was merged before."""
        rows = queue.list_with_answers(
            (Submission.posyandu_code == self.posyandu_code) & Submission.state.in_(COUNTED)
        )
        return [self.item(row, merged=False) for row in rows]

    def held(self, seqs: Collection[int]) -> dict[int, Held]:
        """Answer the stored mentions of submissions."""
        return subject_store.list_mentions_of(seqs) if seqs else {}

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """Answer the stored mentions linked by any chain with these, or with subjects."""
        return subject_store.list_closure(mentions, subject_ids)

    def links(self, mentions: Iterable[Mention]) -> list[Link]:
        """Answer the decisions in force that speak of any of these mentions."""
        return subject_store.list_links({mention.anchor for mention in mentions}, self.until)

    def items(self, seqs: Collection[int]) -> list[Item]:
        """Answer submissions by number, live ones only."""
        rows = queue.list_with_answers(
            Submission.seq.in_(list(seqs)) & Submission.state.in_(COUNTED)
        )
        return [self.item(row) for row in rows]

    def members(self, form_id: str, period: str) -> list[Item]:
        """Answer the Posyandu's live submissions of a form: of a month, or all where that is empty."""
        condition = (
            (Submission.posyandu_code == self.posyandu_code)
            & (Submission.form_id == form_id)
            & Submission.state.in_(COUNTED)
        )
        if period:
            condition &= Submission.period == period
        return [self.item(row) for row in queue.list_with_answers(condition)]

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer stored strands."""
        return store.list_strands(keys)

    def strands_around(
        self, periods: Collection[str], fields: Collection[str], but: Collection[StrandKey]
    ) -> Strands:
        """Answer the Posyandu's other strands of these periods, as far as they hold the fields."""
        return store.list_strands_around(self.posyandu_code, periods, fields, but)

    def cells_of(self, subject_ids: Collection[str]) -> Mapping[str, Sequence[Sequence[Any]]]:
        """Answer the cells of subjects as they are stored before this."""
        return subject_store.list_cells_of(subject_ids)

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """Answer the stored strands of these (subject, period), in any Posyandu."""
        return store.list_strands_of_subjects(wanted)

    def decisions(self, places: Mapping[str, str]) -> Mapping[CellKey, Decision]:
        """Answer the decisions in force about values of these places, each with what it is now."""
        # A decision stands under the code the Posyandu had then.
        former = history_store.list_former_codes(places)
        means = {**places, **{code: places[now] for code, now in former.items()}}
        return {
            CellKey(means[row.place], row.field or "", row.period or ""): Decision(
                frozenset(seen), chosen, row.actor
            )
            for row in store.list_value_decisions(means, self.until)
            for seen, chosen in [choice_of(row)]
        }


class AheadLog(DatabaseLog):
    """What is stored around each of several Posyandu in turn, read at once for all of them.

    For due submissions that speak of nobody: what is decided of one Posyandu then says nothing about
    another.
    """

    def __init__(self, due: Mapping[str, Sequence[Item]]) -> None:
        """Read what is stored around the due submissions of each Posyandu."""
        super().__init__("")
        items = [(code, item) for code, group in due.items() for item in group]
        self._asked = {
            StrandKey(code, REPORT, item.form_id, period)
            for code, item in items
            for period in ("", item.period)
        }
        self._strands = store.list_strands(self._asked)
        self._told = store.list_fields_told(due, {"", *(item.period for _, item in items)})
        self._decisions = super().decisions({code: code for code in due})

    def at(self, posyandu_code: str) -> AheadLog:
        """Turn to one of the Posyandu."""
        self.posyandu_code = posyandu_code
        return self

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer stored strands."""
        further = super().strands(set(keys) - self._asked) if set(keys) - self._asked else {}
        return {key: self._strands[key] for key in keys if key in self._strands} | further

    def strands_around(
        self, periods: Collection[str], fields: Collection[str], but: Collection[StrandKey]
    ) -> Strands:
        """Answer the Posyandu's other strands of these periods, as far as they hold the fields."""
        here = {
            key: names
            for key, names in self._told.items()
            if key.posyandu_code == self.posyandu_code and key.period in periods
        }
        around = store.holding(here, fields).difference(but)
        return store.list_strands(around, set(fields)) if around else {}

    def decisions(self, places: Mapping[str, str]) -> Mapping[CellKey, Decision]:
        """Answer the decisions in force about values of the Posyandu."""
        return {key: one for key, one in self._decisions.items() if key.place in places}


class EmptyPlaceLog(DatabaseLog):
    """The log as if nothing of this Posyandu had been merged: what a rebuild and a check read."""

    def held(self, seqs: Collection[int]) -> dict[int, Held]:
        """Answer nothing: this Posyandu's mentions are made anew."""
        return {}

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """Answer what other Posyandu hold."""
        found = super().closure(mentions, subject_ids)
        return {s: one for s, one in found.items() if one.posyandu_code != self.posyandu_code}

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer nothing."""
        return {}

    def strands_around(
        self, periods: Collection[str], fields: Collection[str], but: Collection[StrandKey]
    ) -> Strands:
        """Answer nothing."""
        return {}

    def cells_of(self, subject_ids: Collection[str]) -> Mapping[str, Sequence[Sequence[Any]]]:
        """Answer nothing: subjects are made anew as a whole."""
        return {}

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """Answer all that other Posyandu hold of them: subjects are made anew as a whole."""
        found = store.list_all_strands_of_subjects({subject_id for subject_id, _ in wanted})
        return {k: strand for k, strand in found.items() if k.posyandu_code != self.posyandu_code}


def item_from(
    row: Sent,
    *,
    merged: bool | None = None,
    state: str = "",
    released: Released | None = None,
) -> Item:
    """Answer a submission as merging sees it, with its facts.

    In its state, or one it had; by what its answers mean today, or would by another mapping.
    """
    state = state or row.state
    released = released or find_released(row.form_id, row.version)
    if released is None:  # a submission is only ever received on a released version
        raise LookupError(f"{row.form_id} {row.version} was never released")
    live = state in COUNTED
    document = read_answers(row.instance_id, row.answers) if live else {}
    mention = _mention(row, document, released.subjek) if live and released.subjek else None
    facts = facts_from(document, released.mapping, _origin(row, state), "") if live else []
    facts += reckoned(facts, read_per_report(), read_limits(), settings().zone)
    if mention:
        facts.append(Fact(SEEN, row.posyandu_code or "", POSYANDU, "", _origin(row, state)))
    return Item(
        seq=row.seq,
        touch=row.touch,
        instance_id=row.instance_id,
        form_id=row.form_id,
        period=row.period,
        live=live,
        merged=row.merged if merged is None else merged,
        of_subject=released.subjek is not None,
        mention=mention,
        facts=tuple(facts),
    )


def _origin(row: Sent, state: str) -> Origin:
    return Origin(
        instance_id=row.instance_id,
        form_id=row.form_id,
        version=row.version,
        state=state,
        observed_at=row.observed_at.isoformat(),
        ended_at=row.ended_at.isoformat() if row.ended_at else "",
        received_at=row.received_at.isoformat(),
    )


def _mention(row: Sent, document: Mapping[str, object], kind: str) -> Mention | None:
    """A form without an entity names its subject by the first instanceID of its chain of edits.

    That name starts with the time it tells of, as a UUID of version 7 does: the smallest of a person's
    mentions is then the first one, and the next visit does not rename them.

    Where nothing says who it is about (no consent was given), the facts stand for themselves. A
    submission that counts no more has no mention either; the stored one tells where it was.
    """
    identity = identity_from(document, kind)
    if not (identity.named or row.entity_id):
        return None
    no_kk = identity.traits.no_kk
    number = "nik" if kind == PERSON else kind
    return Mention(
        mention_id=row.entity_id or _timed_id(row.observed_at, row.root_instance_id),
        nik=vault.fingerprint(number, identity.number) if identity.number else None,
        family=vault.fingerprint("family", identity.family) if identity.family else None,
        traits=identity.traits,
        household=vault.fingerprint("kk", no_kk) if no_kk else None,
        kind=kind,
    )


def _timed_id(moment: datetime, name: str) -> str:
    milliseconds = max(0, int(moment.timestamp() * 1000)) % (1 << 48)
    named = uuid5(NAMESPACE_URL, name).int % (1 << 80)
    return str(UUID(int=milliseconds << 80 | named))


def specs_of_fields() -> Mapping[str, FieldSpec]:
    """Answer what merging needs to know of each profile field it has a rule for.

    A computed field has none: there the phone's value is only a hint. Read again once a form was
    released, for only then do fields change. So does what answers mean: ask for this before any answer
    is read.
    """
    return remembered_at(MERGED_FIELDS, hear_of_releases(), _read_specs)


def scoring_now() -> Scoring:
    """Answer how subjects are judged: what the tables declare, in the kabupaten's zone."""
    return Scoring(read_declared(), read_limits(), settings().zone)


def _read_specs() -> Mapping[str, FieldSpec]:
    rows = db.session.execute(_FIELDS)
    specs = {row.field: FieldSpec(row.field, row.scope, row.rule, row.privacy) for row in rows}
    # What is counted and no profile shows (it only raises an alarm) is nobody's to read.
    declared = read_declared()
    for name in declared.counted - specs.keys():
        rule = "current" if name in declared.lasting else "count"
        specs[name] = FieldSpec(name, POSYANDU_SCOPE, rule, "spesifik")
    return specs | {SEEN: FieldSpec(SEEN, PERSON, "latest")}
