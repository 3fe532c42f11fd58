"""Which question fills which field of the profile, by which rule, and how private it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlsform.findings import Finding, finding
from xlsform.languages import default_language, label_in, settings_row
from xlsform.outline import Entry, outline
from xlsform.question_types import DATES, MEDIA, NUMBERS, SELECTS, WITHOUT_ANSWER
from xlsform.sheets import Row, Workbook
from xlsform.spelling import did_you_mean

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
    "sum": "angka",
    "max": "angka atau tanggal",
    "min": "angka atau tanggal",
    "union": "pilihan",
    "attachment": "foto, suara, video, atau berkas",
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
    uses = tuple(_use(entry, language) for entry in entries if _answers(entry))
    findings = [
        *(found for entry in entries for found in _wrong(entry, settings_row(workbook))),
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
    if entry.row.get("privacy") not in {"", *PRIVACY}:
        yield _unknown_privacy(entry)
    yield from (_unknown_rule(entry, rule) for rule in rules if rule not in RULES)
    if len(fields) != len(rules):
        yield _not_in_pairs(entry, fields, rules)
    elif fields and not _answers(entry):
        yield _no_answer(entry)
    for field in fields:
        yield from _wrong_field(entry, field, settings.get("bidang"))
    for rule in dict.fromkeys(rules):
        yield from _unsuited(entry, rule)


def _wrong_field(entry: Entry, field: str, bidang: str) -> Iterator[Finding]:
    match = _FIELD.fullmatch(field)
    if not match or match["owner"] not in OWNER_PREFIX.values():
        yield _at(
            entry,
            "profile_field",
            "invalid_field",
            f"Nama isian profil “{field}” tidak sah.",
            f"Tulis pemilik, titik, lalu nama, misalnya kes.balita_bb. Pemilik: "
            f"{', '.join(OWNER_PREFIX.values())}.",
        )
    elif bidang in OWNER_PREFIX and not _may_write(entry, match["owner"], bidang):
        yield _foreign(entry, field, bidang)


def _may_write(entry: Entry, owner: str, bidang: str) -> bool:
    shared = owner == "umum" and entry.row.block is not None
    return shared or owner == OWNER_PREFIX[bidang]


def _foreign(entry: Entry, field: str, bidang: str) -> Finding:
    own = OWNER_PREFIX[bidang]
    if field.startswith("umum."):
        cure = "Isian umum hanya ditulis lewat blok bersama: pakai baris include."
    else:
        cure = f"Formulir bidang {bidang} hanya menulis isian yang diawali “{own}.”."
    return _at(
        entry,
        "profile_field",
        "foreign_field",
        f"Isian profil “{field}” bukan milik bidang {bidang}.",
        cure,
    )


def _unsuited(entry: Entry, rule: str) -> Iterator[Finding]:
    word = entry.type.word
    if not word or not _answers(entry):
        return
    if rule in _SUITS and word not in _SUITS[rule]:
        yield _at(
            entry,
            "merge_rule",
            "unsuited_rule",
            f"Aturan “{rule}” hanya untuk jawaban {_SUITS_IN_WORDS[rule]}, sedangkan "
            f"“{entry.name}” berjenis {word}.",
            "Pilih aturan lain, atau ubah jenis pertanyaannya.",
        )
    elif rule in RULES and word in MEDIA and rule != "attachment":
        yield _at(
            entry,
            "merge_rule",
            "unsuited_rule",
            f"“{entry.name}” menghasilkan berkas, jadi aturan “{rule}” tidak dapat dipakai.",
            "Pakai aturan attachment.",
        )


def _two_rules(entries: tuple[Entry, ...]) -> Iterator[Finding]:
    """One field written twice in a form is fine only by one rule."""
    first: dict[str, tuple[str, Entry]] = {}
    for entry in entries:
        for field, rule in zip(*_pair(entry), strict=False):
            seen, other = first.setdefault(field, (rule, entry))
            if seen != rule:
                yield _at(
                    entry,
                    "merge_rule",
                    "two_rules",
                    f"Isian profil “{field}” di sini memakai aturan “{rule}”, sedangkan pada "
                    f"“{other.name}” (baris {other.row.number}) memakai “{seen}”.",
                    "Pakai satu aturan yang sama, atau isi ke dua isian profil yang berbeda.",
                )


def _unknown_privacy(entry: Entry) -> Finding:
    word = entry.row.get("privacy")
    return _at(
        entry,
        "privacy",
        "unknown_privacy",
        f"Tingkat kerahasiaan “{word}” tidak dikenal.{did_you_mean(word, PRIVACY)}",
        f"Pakai salah satu: {', '.join(PRIVACY)}, atau kosongkan.",
    )


def _unknown_rule(entry: Entry, rule: str) -> Finding:
    return _at(
        entry,
        "merge_rule",
        "unknown_rule",
        f"Aturan penggabungan “{rule}” tidak dikenal.{did_you_mean(rule, RULES)}",
        f"Pakai salah satu: {', '.join(RULES)}.",
    )


def _not_in_pairs(entry: Entry, fields: list[str], rules: list[str]) -> Finding:
    column = "merge_rule" if len(rules) < len(fields) else "profile_field"
    return _at(
        entry,
        column,
        "unpaired_field",
        f"“{entry.name}” menyebut {len(fields)} isian profil tetapi {len(rules)} aturan.",
        "Tulis satu aturan di merge_rule untuk setiap isian di profile_field, berurutan.",
    )


def _no_answer(entry: Entry) -> Finding:
    return _at(
        entry,
        "profile_field",
        "field_without_answer",
        f"“{entry.name}” tidak menghasilkan jawaban, jadi tidak dapat mengisi profil.",
        "Pindahkan profile_field dan merge_rule ke pertanyaan yang dijawab kader.",
    )


def _at(entry: Entry, column: str, code: str, message: str, cure: str) -> Finding:
    return finding("survey", entry.row, column, f"survey.{code}", message, cure)
