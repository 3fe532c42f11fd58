"""What stands behind a value, in words: who sent it, when, on which form, with which photos."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.design.models import ProfileField
from app.design.service import Released, list_released
from app.design.store import list_fields
from app.intake import store as intake_store
from app.intake.answers_service import read_answers
from app.intake.models import Submission
from app.intake.photos_service import plain_files
from app.intake.senders_service import names_of_senders
from app.merge.facts import Fact
from app.merge.resolution import LOST
from app.problems import Problem
from app.registry.values import value_text
from app.registry.words import YEAR
from app.review.queue import masked_hint, point_of
from app.review.queue_service import Question, choice_key

SOURCES = 4  # submissions shown of one value; more are counted
PHOTOS = 4


@dataclass(frozen=True, slots=True)
class Source:
    """One submission that says a value; `row` is it, `photos` the names of its pictures."""

    row: Submission
    form_title: str
    question: str
    kader: str
    why: str
    photos: tuple[str, ...]

    @property
    def received(self) -> datetime:
        """Answer when it came."""
        return self.row.received_at


@dataclass(frozen=True, slots=True)
class Side:
    """One value that may be chosen, in words, with where it comes from, the newest first."""

    key: str
    text: str
    point: str
    shown: bool
    sources: tuple[Source, ...]
    more: int


class Wording:
    """How fields and their values are called; read once for a page."""

    def __init__(self, fields: Collection[str] = (), *, unmasked: bool = False) -> None:
        """Read the catalogue, or of it the fields a page is about, and the released forms.

        Unmasked, values are told as they are.
        """
        self.unmasked = unmasked
        self.fields: Mapping[str, ProfileField] = {one.field: one for one in list_fields(fields)}
        self.forms: Mapping[tuple[str, str], Released] = {
            (one.form_id, one.version): one for one in list_released()
        }
        self.choices: dict[str, Mapping[str, str] | None] = {}
        for released in self.forms.values():
            for use in released.mapping:
                for field, _rule in use.fields:
                    self.choices[field] = released.choices.get(use.path)

    def field(self, name: str) -> ProfileField:
        """Answer a field of the catalogue."""
        if name not in self.fields:
            raise Problem("merge.unknown_value")
        return self.fields[name]

    def hides(self, name: str) -> bool:
        """Answer whether a field's values may name people."""
        return not self.unmasked and self.field(name).privacy != "umum"

    def text(self, name: str, value: Any) -> str:  # noqa: ANN401 - a value as JSON holds it
        """Answer a value in words, masked where it may name people."""
        masked = self.hides(name)
        if self.field(name).unit == YEAR and not masked:
            return str(value or "")
        if masked and (hint := masked_hint(name, value)):
            return hint
        return value_text(value, self.choices.get(name), masked=masked)


def sides_of(question: Question, wording: Wording) -> list[Side]:
    """Answer the choices side by side, each with its sources."""
    name = question.key.field
    facts = [fact for one in question.choices for fact in one.facts[-SOURCES:]]
    ids = sorted({fact.origin.instance_id for fact in facts})
    rows = {row.instance_id: row for row in intake_store.list_by_ids(ids)}
    people = names_of_senders(rows.values())
    why = {fact.place: reason for fact, reason in question.explained.resolution.losers}
    return [
        Side(
            key=choice_key(one),
            text=wording.text(name, one.value),
            point="" if wording.hides(name) else point_of(str(one.value)),
            shown=one.shown,
            sources=tuple(
                _source(fact, rows[fact.origin.instance_id], wording, people, why)
                for fact in _newest(one.facts)
                if fact.origin.instance_id in rows
            ),
            more=max(0, len(one.facts) - SOURCES),
        )
        for one in question.choices
    ]


def _newest(facts: Sequence[Fact]) -> list[Fact]:
    return list(reversed(facts[-SOURCES:]))


def _source(
    fact: Fact,
    row: Submission,
    wording: Wording,
    people: Mapping[str, str],
    why: Mapping[Any, str],
) -> Source:
    released = wording.forms[row.form_id, row.version]
    plain = "".join(part.partition("]")[2] or part for part in fact.path.split("["))
    question = next((use.label for use in released.fields if use.path == plain), "")
    return Source(
        row=row,
        form_title=released.title,
        question=question,
        kader=people[row.instance_id],
        why=LOST[lost].id if (lost := why.get(fact.place, "")) in LOST else "",
        photos=_photos(row, released),
    )


def _photos(row: Submission, released: Released) -> tuple[str, ...]:
    """Answer the pictures that show nobody; answers are opened only where there is a picture."""
    held = intake_store.list_attachments(row.seq)
    images = [file.name for file in held if file.mime.startswith("image/")]
    if not images:
        return ()
    shown = plain_files(read_answers(row.instance_id, row.answers), released)
    return tuple(name for name in images if name in shown)[:PHOTOS]
