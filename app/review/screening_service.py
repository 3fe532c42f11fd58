"""What screening says of one subject: of each score the newest result, and what it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.accounts.access import SEE_SUBJECTS, UNMASK
from app.merge import subject_store
from app.merge.log_service import scoring_now
from app.merge.matching import anchor_of
from app.registry.bidang import bidang_of_field
from app.registry.values import MASKED
from app.registry.words import number_words
from app.review.evidence_service import Wording
from app.scores.judging import Result, results_of, story_of
from app.scores.seen import IMPLAUSIBLE, NOTES
from app.web.guards import get_person

EARLIER = 12  # results a page shows besides the newest
LEVELS = {"baik": "lengkap", "waspada": "dikembalikan", "bahaya": "terlambat"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One result in words: its class, its number, the moment, and what it was judged by."""

    name: str
    level: str
    number: str
    at: datetime
    limit: str
    source: str
    notes: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    used: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """A score of a subject: its newest result and the earlier ones; masked, only that there are any."""

    label: str
    masked: bool
    newest: Shown
    earlier: tuple[Shown, ...]


def screenings_of(subject_id: str, place: str, *, unmasked: bool) -> list[Screening]:
    """Answer what scores say of a subject, as far as the person at the screen may see it."""
    cells = subject_store.list_cells_of([subject_id]).get(subject_id, [])
    scoring, access = scoring_now(), get_person().access
    results = results_of(story_of(cells), scoring.declared, scoring.limits, scoring.zone)
    wording = Wording(unmasked=True)
    found = []
    for field, group in groupby(results, key=lambda one: one.score.field):
        bidang = bidang_of_field(field)
        if not access.allows(SEE_SUBJECTS, place, bidang):
            continue
        masked = not (unmasked and access.allows(UNMASK, place, bidang))
        found.append(_screening(field, list(group), wording, masked=masked))
    return found


def screenings_of_entity(entity_id: str, place: str, *, unmasked: bool) -> list[Screening]:
    """Answer what scores say of whom phones know as this entity."""
    held = subject_store.list_mentions_at([anchor_of(entity_id)])
    return screenings_of(held[0].subject_id, place, unmasked=unmasked) if held else []


def _screening(
    field: str, results: Sequence[Result], wording: Wording, *, masked: bool
) -> Screening:
    newest_first = sorted(results, key=lambda one: one.at, reverse=True)[: EARLIER + 1]
    label, unit = wording.field(field).label, wording.field(field).unit
    shown = [_shown(one, unit, wording, masked=masked) for one in newest_first]
    return Screening(label, masked, shown[0], tuple(shown[1:]))


def _shown(one: Result, unit: str, wording: Wording, *, masked: bool) -> Shown:
    outcome, at = one.outcome, datetime.fromisoformat(one.at)
    if masked:
        return Shown(MASKED, "nihil", "", at, "", "", (), (), ())
    band, doubtful = outcome.band, IMPLAUSIBLE in outcome.notes
    number = f"{_number(outcome.number)} {unit}".strip() if outcome.number else ""
    level = "belum_ada" if doubtful or band is None else LEVELS[band.level]
    return Shown(
        name="Tidak masuk akal" if doubtful or band is None else band.name,
        level=level,
        number=number,
        at=at,
        limit=band.told if band else "",
        source=_source(one) if band else "",
        notes=tuple(NOTES[note] for note in outcome.notes),
        parts=outcome.parts,
        used=tuple(
            (wording.field(use.field).label, _used_text(use.field, use.value, wording))
            for use in one.used
        ),
    )


def _number(text: str) -> str:
    return number_words(text) if "/" not in text else text


def _source(one: Result) -> str:
    band = one.outcome.band
    if band is None:
        return ""
    unsure = "" if band.confirmed else ", menunggu konfirmasi dinas"
    return f"{band.source}, versi {band.version}{unsure}"


def _used_text(field: str, value: object, wording: Wording) -> str:
    unit = wording.field(field).unit
    return f"{wording.text(field, value)} {unit}".strip()
