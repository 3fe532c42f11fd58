"""Random spreadsheets of submissions, and the engine that lives through them row by row."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from app.intake.states import ACCEPTED, COUNTED, REJECTED, RETURNED, SUPERSEDED, UNREVIEWED
from app.merge.facts import SEEN, Fact, FieldSpec, Origin, facts_from, key_of
from app.merge.fold import PERSON, POSYANDU_SCOPE, CellKey
from app.merge.matching import Mention
from app.merge.resolution import Decision
from tests.unit.merge.memory_log import Memory, Sent
from tests.unit.merge.spreadsheet import MONTHLY, Choice, Place, place_of
from xlsform.field_map import FieldUse

PLACES = ("A", "B", "C")
MONTHS = ("2026-09", "2026-10")
STATES = (UNREVIEWED, UNREVIEWED, ACCEPTED, ACCEPTED, REJECTED, RETURNED, SUPERSEDED)
ASKED_ABOUT = ("latest", "revision", "agree", "union")
# What is typed to questions of each type, and the value that is; None: no value at all.
TYPED: Mapping[str, Sequence[tuple[str, Any]]] = {
    "integer": (("3", 3), ("4.0", 4), ("-5", -5), ("0", 0), ("empat", None)),
    "decimal": (("0.1", "0.1"), ("0.20", "0.2"), ("7", "7"), ("1.5", "1.5"), ("-0.0", "0")),
    "date": (("2026-09-30", "2026-09-30"), ("2025-01-02", "2025-01-02")),
    "text": (("08:00", "08:00"), ("besar", "besar"), ("9", "9")),
    "calculate": (("1", 1), ("0", 0), ("tidak", "tidak")),
    "select_one": (("ya", "ya"), ("bcg", "bcg"), ("tidak", "tidak")),
    "select_multiple": (("bcg opv1", ("bcg", "opv1")), ("bcg", ("bcg",)), ("hb0", ("hb0",))),
    "image": (("a.jpg", "a.jpg"), ("b.jpg", "b.jpg")),
}
# By rule the types of the questions that fill such a field; a form has one, the next form another.
ASKS: Mapping[str, Sequence[str]] = {
    "latest": ("text", "integer", "select_multiple"),
    "revision": ("integer", "decimal", "text"),
    "agree": ("text", "integer", "decimal"),
    "sum": ("decimal", "integer", "calculate"),
    "count": ("calculate", "select_one", "select_multiple"),
    "max": ("integer", "date", "decimal"),
    "min": ("decimal", "integer", "date"),
    "union": ("select_multiple", "select_one", "select_multiple"),
    "event": ("text", "select_multiple", "decimal"),
    "attachment": ("image", "image", "image"),
}
FORMS = ("laporan", "profil", "kunjungan", "pendaftaran")
ONCE = ("profil", "pendaftaran")  # a form that belongs to no month
ABOUT_SOMEBODY = ("kunjungan", "pendaftaran")
REPEATED = ("sum", "count", "max")  # asked once more for each row of a list
SPECS = {
    f"{owner}.{rule}": FieldSpec(f"{owner}.{rule}", scope, rule)
    for owner, scope in (("p", POSYANDU_SCOPE), ("o", PERSON))
    for rule in ASKS
} | {SEEN: FieldSpec(SEEN, PERSON, "latest")}


@dataclass(slots=True)
class Submission:
    """A row of the book: where, when, by whose words, about whom, and what it answers."""

    name: str
    form: str
    place: str
    month: str
    observed: datetime
    ended: str
    received: datetime
    state: str
    entity: str = ""
    nik: str = ""
    family: str = ""
    texts: dict[str, Any] = field(default_factory=dict)
    values: list[tuple[str, str, Any]] = field(default_factory=list)  # question, field, value

    @property
    def named(self) -> bool:
        """Whether it says of whom it tells."""
        return bool(self.entity)


def uses_of(form: str) -> list[FieldUse]:
    """The questions of a form."""
    number, uses = FORMS.index(form), []
    for name, spec in SPECS.items():
        if name == SEEN or (name[0] == "o" and form not in ABOUT_SOMEBODY):
            continue
        kind = ASKS[spec.rule][number % 3]
        uses.append(FieldUse(name, ((name, spec.rule),), "kg", "umum", kind, None, ""))
        if spec.rule in REPEATED:
            fills = ((name, spec.rule),)
            uses.append(FieldUse(f"anak/{name}", fills, "kg", "umum", kind, "anak", ""))
    return uses


USES = {form: uses_of(form) for form in FORMS}


def book(dice: random.Random) -> list[Submission]:
    """The rows of a book."""
    return [_row(dice, f"s{number:02d}") for number in range(dice.randint(1, 14))]


def _row(dice: random.Random, name: str) -> Submission:
    form, month = dice.choice(FORMS), dice.choice(MONTHS)
    observed = datetime.fromisoformat(f"{month}-{dice.randint(1, 4):02d}T02:00:00+00:00")
    received = observed + timedelta(days=dice.choice((0, 1, 9, 40)))
    if dice.random() < 0.15:  # a clock that runs ahead: a little, a little too much, by years
        received = observed - dice.choice((timedelta(1), timedelta(1, 1), timedelta(1500)))
    row = Submission(
        name=name,
        form=form,
        place=dice.choice(PLACES),
        month="" if form in ONCE else month,
        observed=observed,
        ended=dice.choice(("", "", "2026-11-01T01:00:00+00:00", "2026-11-01T02:00:00+00:00")),
        received=received,
        state=dice.choice(STATES),
    )
    if form in ABOUT_SOMEBODY and dice.random() < 0.9:
        who = dice.choice(("ani", "budi"))
        row.entity = dice.choice((f"e-{who}", f"f-{who}", f"m-{name}"))
        row.nik, row.family = dice.choice((who, "")), dice.choice((who, "", ""))
    for use in USES[form]:
        if use.repeat is None and dice.random() < 0.6:
            _answer(row, use, dice.choice(TYPED[use.question_type]), row.texts, use.path)
    _fill_rows(dice, row)
    return row


def _fill_rows(dice: random.Random, row: Submission) -> None:
    """Answer the questions of a list for no, one or two members."""
    members: list[dict[str, str]] = [{} for _ in range(dice.choice((0, 0, 1, 2)))]
    for number, member in enumerate(members, 1):
        for use in USES[row.form]:
            if use.repeat and dice.random() < 0.5:
                shown = f"anak[{number}]/{use.path.removeprefix('anak/')}"
                _answer(row, use, dice.choice(TYPED[use.question_type]), member, shown)
    if members:
        row.texts["anak"] = members


def _answer(
    row: Submission, use: FieldUse, typed: tuple[str, Any], into: dict[str, Any], shown: str
) -> None:
    text, value = typed
    into[use.path] = text
    if value is not None:
        row.values.append((shown, use.fields[0][0], value))


# -- as one table


def persons(rows: Iterable[Submission]) -> dict[str, str]:
    """Who each named row that counts tells of: those of one entity, NIK or family card are one."""
    live = [row for row in rows if row.state in COUNTED and row.named]
    who = {row.name: row.entity for row in live}
    for _ in live:
        for one in live:
            for two in live:
                alike = (
                    one.entity == two.entity,
                    one.nik and one.nik == two.nik,
                    one.family and one.family == two.family,
                )
                if any(alike):
                    who[one.name] = who[two.name] = min(who[one.name], who[two.name])
    return who


def table_of(rows: Sequence[Submission]) -> pd.DataFrame:
    """The book with a row for each answer; where somebody is named, also where they were seen."""
    who = persons(rows)
    lines = [
        {
            "id": row.name,
            "posyandu": row.place,
            "bulan": row.month,
            "waktu": row.observed.isoformat(),
            "selesai": row.ended,
            "diterima": row.received.isoformat(),
            "keadaan": row.state,
            "berlaku": row.state in COUNTED,
            "orang": who.get(row.name, ""),
            "pertanyaan": question,
            "bidang_isian": name,
            "milik": SPECS[name].scope,
            "aturan": SPECS[name].rule,
            "nilai": value,
        }
        for row in rows
        for question, name, value in [*row.values, *_seen(row)]
    ]
    return pd.DataFrame(lines, columns=list(lines[0]) if lines else []).astype(object)


def _seen(row: Submission) -> list[tuple[str, str, Any]]:
    return [("kepala/kode_posyandu", SEEN, row.place)] if row.named else []


# -- in the engine


def sent(row: Submission, place: str) -> Sent:
    """A row as it is sent to a Posyandu."""
    origin = Origin(
        row.name, row.form, "1", UNREVIEWED, row.observed.isoformat(), row.ended,
        row.received.isoformat(),
    )  # fmt: skip
    mention, facts = None, facts_from(row.texts, USES[row.form], origin, "")
    if row.named:
        nik, family = (text.encode() or None for text in (row.nik, row.family))
        mention = Mention(row.entity, nik, family)
        facts.append(Fact(SEEN, place, "kepala/kode_posyandu", "", origin))
    about = row.form in ABOUT_SOMEBODY
    return Sent(row.name, row.form, place, row.month, about, mention, tuple(facts))


def lived(
    dice: random.Random, rows: Sequence[Submission], choices: Mapping[Place, Choice]
) -> Memory:
    """The engine after it heard of every row in some order: reviewed, moved and merged meanwhile."""
    memory = Memory(SPECS)
    for key, choice in choices.items():
        memory.decisions.append((CellKey(*key), as_decision(SPECS[key[1]].rule, choice)))
    for row in dice.sample(rows, len(rows)):
        elsewhere = dice.choice(PLACES) if dice.random() < 0.2 else row.place
        memory.receive(sent(row, elsewhere))
        if dice.random() < 0.4:
            memory.set_state(row.name, dice.choice(STATES))
        if dice.random() < 0.4:
            memory.merge(dice.choice(PLACES), dice.randint(1, 3))
    for row in dice.sample(rows, len(rows)):
        if dice.random() < 0.3:
            memory.merge(dice.choice(PLACES), dice.randint(1, 3))
        memory.set_state(row.name, row.state)
        memory.move(row.name, sent(row, row.place))
    memory.run_pending(dice.randint(1, 5))
    return memory


def as_decision(rule: str, choice: Choice) -> Decision:
    """A choice as the log holds it: options by their names, else whole values."""
    if rule == "union":
        return Decision(frozenset(choice.seen), list(choice.chosen), "peninjau")
    chosen = list(choice.chosen) if isinstance(choice.chosen, tuple) else choice.chosen
    return Decision(frozenset(map(key_of, choice.seen)), chosen, "peninjau")


def choices(dice: random.Random, table: pd.DataFrame) -> dict[Place, Choice]:
    """What people chose, of what was there at some time: perhaps less than now, perhaps more."""
    found = {}
    if table.empty:
        return {}
    monthly = table["aturan"].isin(MONTHLY)
    place = table["orang"].where(table["milik"] == PERSON, table["posyandu"])
    keyed = table.assign(tempat=place, bulan=table["bulan"].where(monthly, ""))
    keyed = keyed[keyed["aturan"].isin(ASKED_ABOUT) & (keyed["bidang_isian"] != SEEN)]
    for names, part in keyed.groupby(["tempat", "bidang_isian", "bulan"]):
        key = place_of(names)
        if key[0] and dice.random() < 0.5:
            found[key] = _choice(dice, part)
    return found


def _choice(dice: random.Random, part: pd.DataFrame) -> Choice:
    values = list(part["nilai"])
    if part["aturan"].iloc[0] == "union":
        options = sorted({one for value in values for one in _options(value)})
        seen = [one for one in options if dice.random() < 0.85]
        return Choice(frozenset(seen), tuple(one for one in seen if dice.random() < 0.6))
    seen = [value for value in values if dice.random() < 0.85]
    return Choice(frozenset(seen), dice.choice(seen or values))


def _options(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)
