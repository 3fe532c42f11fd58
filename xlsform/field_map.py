"""Which question fills which field of the profile, by which rule, and how private it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlsform.findings import Finding, Words, found
from xlsform.languages import default_language, label_in, settings_row
from xlsform.outline import Entry, outline
from xlsform.question_types import DATES, MEDIA, NUMBERS, SELECTS, WITHOUT_ANSWER
from xlsform.sheets import Row, Workbook
from xlsform.spelling import nearest

OWNER_PREFIX = {
    "kesehatan": "kes",
    "pendidikan": "pend",
    "pekerjaan_umum": "pu",
    "perumahan_rakyat": "pr",
    "sosial": "sos",
    "trantibumlinmas": "tib",
    "umum": "umum",
}
RULES = (
    "latest",
    "revision",
    "sum",
    "count",
    "max",
    "min",
    "union",
    "event",
    "agree",
    "attachment",
    "computed",
)
# From the most open to the most guarded; an inner row without a word of its own takes its group's.
PRIVACY = ("umum", "identitas", "spesifik")

_FIELD = re.compile(r"(?P<owner>[a-z]+)\.[a-z][a-z0-9_]*")
_UNTYPED = {"calculate", "hidden"}
_SUITS = {
    "sum": NUMBERS | _UNTYPED,
    "max": NUMBERS | DATES | _UNTYPED,
    "min": NUMBERS | DATES | _UNTYPED,
    "union": SELECTS | _UNTYPED,
    "attachment": MEDIA,
}
_SUITS_IN_WORDS = {
    "sum": ("angka", "numbers"),
    "max": ("angka atau tanggal", "numbers or days"),
    "min": ("angka atau tanggal", "numbers or days"),
    "union": ("pilihan", "choices"),
    "attachment": ("foto, suara, video, atau berkas", "photos, sounds, videos or files"),
}


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A question and what its answer means: (field, rule) pairs, unit, privacy, label.

    `fields` is empty for a question that fills no field. `repeat` is the path of the repeat
    it stands in.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    unit: str
    privacy: str
    question_type: str
    repeat: str | None
    label: str


def field_uses(workbook: Workbook) -> tuple[tuple[FieldUse, ...], list[Finding]]:
    """Every question that has an answer, in the order of the form, and what is wrong with them."""
    language = default_language(workbook)
    entries = outline(workbook).entries
    settings = settings_row(workbook)
    uses = tuple(_use(entry, language) for entry in entries if _answers(entry))
    findings = [
        *(one for entry in entries for one in _wrong(entry, settings)),
        *_two_rules(entries),
    ]
    return uses, findings


def privacy_of(entry: Entry) -> str:
    """How guarded an answer is: the word of its row, else of the nearest group around it."""
    words = [outer.row.get("privacy") for outer in (*entry.inside, entry)]
    return next((word for word in reversed(words) if word), PRIVACY[0])


def _answers(entry: Entry) -> bool:
    return bool(entry.name) and entry.type.word not in WITHOUT_ANSWER


def _use(entry: Entry, language: str | None) -> FieldUse:
    return FieldUse(
        path=entry.path,
        fields=tuple(zip(*_pair(entry), strict=False)),
        unit=entry.row.get("unit"),
        privacy=privacy_of(entry),
        question_type=entry.type.word,
        repeat=entry.repeat,
        label=label_in(entry.row, language, language),
    )


def _pair(entry: Entry) -> tuple[list[str], list[str]]:
    return entry.row.get("profile_field").split(), entry.row.get("merge_rule").split()


def _wrong(entry: Entry, settings: Row) -> Iterator[Finding]:
    fields, rules = _pair(entry)
    privacy = entry.row.get("privacy")
    if privacy not in {"", *PRIVACY}:
        choices, meant = ", ".join(PRIVACY), nearest(privacy, PRIVACY)
        yield _at(entry, "privacy", "unknown_privacy", meant, value=privacy, choices=choices)
    for rule in rules:
        if rule not in RULES:
            choices, meant = ", ".join(RULES), nearest(rule, RULES)
            yield _at(entry, "merge_rule", "unknown_rule", meant, value=rule, choices=choices)
    if len(fields) != len(rules):
        column = "merge_rule" if len(rules) < len(fields) else "profile_field"
        yield _at(entry, column, "unpaired_field", fields=len(fields), rules=len(rules))
    elif fields and not _answers(entry):
        yield _at(entry, "profile_field", "field_without_answer")
    for field in fields:
        yield from _wrong_field(entry, field, settings.get("bidang"))
    for rule in dict.fromkeys(rules):
        yield from _unsuited(entry, rule)


def _wrong_field(entry: Entry, field: str, bidang: str) -> Iterator[Finding]:
    match = _FIELD.fullmatch(field)
    if not match or match["owner"] not in OWNER_PREFIX.values():
        choices = ", ".join(OWNER_PREFIX.values())
        yield _at(entry, "profile_field", "invalid_field", field=field, choices=choices)
    elif bidang in OWNER_PREFIX and not _may_write(entry, match["owner"], bidang):
        code = "shared_field" if field.startswith("umum.") else "foreign_field"
        own = OWNER_PREFIX[bidang]
        yield _at(entry, "profile_field", code, field=field, bidang=bidang, own=own)


def _may_write(entry: Entry, owner: str, bidang: str) -> bool:
    shared = owner == "umum" and entry.row.block is not None
    return shared or owner == OWNER_PREFIX[bidang]


def _unsuited(entry: Entry, rule: str) -> Iterator[Finding]:
    word = entry.type.word
    if not word or not _answers(entry):
        return
    if rule in _SUITS and word not in _SUITS[rule]:
        suits, suits_en = _SUITS_IN_WORDS[rule]
        said = {"rule": rule, "suits": suits, "suits_en": suits_en}
        yield _at(entry, "merge_rule", "unsuited_rule", **said)
    elif rule in RULES and word in MEDIA and rule != "attachment":
        yield _at(entry, "merge_rule", "unsuited_file_rule", rule=rule)


def _two_rules(entries: tuple[Entry, ...]) -> Iterator[Finding]:
    """One field written twice in a form is fine only by one rule."""
    first: dict[str, tuple[str, Entry]] = {}
    for entry in entries:
        for field, rule in zip(*_pair(entry), strict=False):
            seen, other = first.setdefault(field, (rule, entry))
            if seen != rule:
                said: Words = {"field": field, "rule": rule, "seen": seen}
                place: Words = {"like": other.name, "other": other.row.number}
                yield _at(entry, "merge_rule", "two_rules", **said, **place)


def _at(entry: Entry, column: str, code: str, meant: str | None = None, **words: object) -> Finding:
    said: Words = {"name": entry.name, "type": entry.type.word, **words}
    return found(f"survey.{code}", entry.row, column, meant=meant, **said)
