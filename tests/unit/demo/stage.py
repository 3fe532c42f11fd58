"""A demo told on one fixed day, and the library's forms it fills."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from app.demo.places import Desa, Place, Reporter, reporters, spread
from app.demo.plot import tell
from app.demo.story import Event, Sending, Verdict
from app.design.labels import labels_of
from app.design.library import list_form_files, read_library, wilayah_file
from app.openrosa.answers import Shape
from app.registry.lists import LIST_NAMES
from xlsform.compile import compile_form
from xlsform.schema import Schema
from xlsform.workbook import read_workbook

SEED = 13
TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Makassar")
EVERY = 821


@dataclass(frozen=True)
class LibraryForm:
    """A form of the library: its XForm, what it asks, and the choices of each question."""

    xform: bytes
    schema: Schema
    choices: dict[str, dict[str, str]]

    @property
    def shape(self) -> Shape:
        """What decoding needs to know."""
        nodes = self.schema.nodes.items()
        questions = frozenset(path for path, node in nodes if node.kind == "question")
        return Shape(questions, self.schema.repeats, self.schema.binaries)


@cache
def desa() -> tuple[Desa, ...]:
    """The 237 desa and kelurahan."""
    with wilayah_file("64.02").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    names = {row["code"]: row["name"] for row in rows}
    return tuple(
        Desa(row["code"], row["name"], row["kind"], row["parent"], names[row["parent"]])
        for row in rows
        if row["level"] == "desa"
    )


@cache
def places(wanted: int = EVERY, seed: int = SEED) -> tuple[Place, ...]:
    """The invented Posyandu."""
    return tuple(spread(desa(), wanted, seed))


@cache
def chosen(wanted: int = EVERY, seed: int = SEED) -> tuple[Reporter, ...]:
    """The Posyandu that report."""
    return tuple(reporters(places(wanted, seed), seed))


@cache
def events(
    wanted: int = EVERY, today: date = TODAY, months: int = 3, visits: int = 240, seed: int = SEED
) -> tuple[Event, ...]:
    """All that happens."""
    return tuple(tell(chosen(wanted, seed), today, ZONE, seed, months, visits))


def sendings(form_id: str = "", told: tuple[Event, ...] | None = None) -> list[Sending]:
    """The forms sent, of one form or all."""
    every = events() if told is None else told
    return [one for one in every if isinstance(one, Sending) and form_id in {"", one.form_id}]


def verdicts(told: tuple[Event, ...] | None = None) -> list[Verdict]:
    """The decisions taken."""
    return [one for one in (events() if told is None else told) if isinstance(one, Verdict)]


@cache
def forms() -> dict[str, LibraryForm]:
    """The library's forms by id."""
    library = read_library()
    found = {}
    for path in list_form_files():
        workbook = library.expand(read_workbook(path.read_bytes(), path.name))
        form = compile_form(workbook, known_media=LIST_NAMES).form
        assert form is not None
        found[form.form_id] = LibraryForm(form.xform, form.schema, labels_of(workbook)["choices"])
    return found
