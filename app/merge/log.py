"""The log as deciding sees it: submissions, who they speak of, and what may be asked of what is stored.

`app/merge/log_service.py` answers from the database, the property tests from memory. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.merge.facts import Fact
from app.merge.fold import CellKey, Strand, StrandKey
from app.merge.matching import Link, Mention
from app.merge.resolution import Decision

Strands = dict[StrandKey, Strand]


@dataclass(frozen=True, slots=True)
class Item:
    """A submission as merging sees it.

    `of_subject`: its form is about somebody; `mention` says about whom, and is None where nothing says
    so or the submission counts no more. `live`: its state counts. `merged`: it was folded in before, so
    a change of it folds its strand anew. `facts` have no subject yet.
    """

    seq: int
    touch: int
    instance_id: str
    form_id: str
    period: str
    live: bool
    merged: bool
    of_subject: bool
    mention: Mention | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stored mention: which submission speaks of which subject, where and when."""

    seq: int
    posyandu_code: str
    period: str
    subject_id: str
    mention: Mention


class Log(Protocol):
    """What deciding may ask of what is stored."""

    def held(self, seqs: Collection[int]) -> dict[int, Held]:
        """Answer the stored mentions of submissions."""

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """Answer the stored mentions linked by any chain (of equal keys, joining decisions, having been
        one subject) with these mentions, or with subjects."""

    def links(self, mentions: Iterable[Mention]) -> list[Link]:
        """Answer the decisions in force that speak of any of these mentions."""

    def items(self, seqs: Collection[int]) -> list[Item]:
        """Answer submissions by number, live ones only."""

    def members(self, form_id: str, period: str) -> list[Item]:
        """Answer the Posyandu's live submissions of a form: of a month, or all where that is empty."""

    def strands(self, keys: Collection[StrandKey]) -> Strands:
        """Answer stored strands."""

    def cells_of(self, subject_ids: Collection[str]) -> Mapping[str, Sequence[Sequence[Any]]]:
        """Answer the cells of subjects as they are stored before this."""

    def strands_around(
        self, periods: Collection[str], fields: Collection[str], but: Collection[StrandKey]
    ) -> Strands:
        """Answer the Posyandu's other strands of these periods, as far as they hold the fields."""

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """Answer the stored strands of these (subject, period), in any Posyandu."""

    def decisions(self, places: Mapping[str, str]) -> Mapping[CellKey, Decision]:
        """Answer the decisions in force about values of these places, each with what it is now."""
