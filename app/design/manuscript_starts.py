"""What a manuscript begins with: a head without questions, a form to change, or an example. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from app.design.manuscripts import Page, document_of, setting, with_settings
from app.registry.bidang import BY_KEY
from xlsform.sheets import Workbook

LANGUAGE = "Bahasa Indonesia (id)"
MONTHLY = "bulanan"
DUE_DAY = "10"
# What every form records by itself, and the block each kind of form begins with.
OF_ITSELF = ("start", "end", "deviceid")
HEADS = {MONTHLY: "kepala_bulanan"}
HEAD = "kepala_kunjungan"
SURVEY = (
    *("type", "name", f"label::{LANGUAGE}", f"hint::{LANGUAGE}", "required"),
    *(f"required_message::{LANGUAGE}", "constraint", f"constraint_message::{LANGUAGE}"),
    *("relevant", "appearance", "calculation", "choice_filter", "default", "parameters"),
    *("profile_field", "merge_rule", "unit", "privacy"),
)
CHOICES = ("list_name", "name", f"label::{LANGUAGE}")
SETTINGS = (
    *("form_title", "form_id", "version", "bidang", "frekuensi", "tenggat", "subjek"),
    *("default_language", "instance_name"),
)
# The block of people asks its form whom the list offers, and what becomes of who is registered.
PEOPLE = "orang"
WHOM = (("lahir_dari", "19000101"), ("lahir_sampai", "99991231"), ("kelamin_saja", "''"))
ENTITIES = ("list_name", "label", "entity_id", "create_if", "update_if")
OF_PEOPLE = (
    *(PEOPLE, "${nama_daftar}", "${kode_orang}"),
    *(
        "${persetujuan} = 'ya' and ${pernah} = 'tidak'",
        "${persetujuan} = 'ya' and ${pernah} = 'ya'",
    ),
)
OF_PROFILE = ("profile_field", "merge_rule", "unit")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer says of a form to begin: its title, whose it is, how often, blocks to take in."""

    title: str
    bidang: str
    frekuensi: str
    blocks: tuple[str, ...] = ()


def blank_document(wish: Wish, version: str) -> dict[str, Page]:
    """Answer a form with a head and the blocks asked for, and no question yet."""
    blocks = dict.fromkeys((HEADS.get(wish.frekuensi, HEAD), *wish.blocks))
    rows = [
        *({"type": one, "name": one} for one in OF_ITSELF),
        *(row for name in blocks for row in _rows_of(name)),
    ]
    settings = {
        "form_title": wish.title,
        "version": version,
        "bidang": wish.bidang,
        "frekuensi": wish.frekuensi,
        "tenggat": DUE_DAY if wish.frekuensi == MONTHLY else "",
        "default_language": LANGUAGE,
    }
    settings["form_id"] = _code_of(wish)
    asked = [asked_of_form(block) for block in blocks]
    settings.update(one for each in asked for one in each.settings.items())
    entities = [each.entity for each in asked if each.entity]
    return {
        "survey": Page(SURVEY, {f"r{at}": cells for at, cells in enumerate(rows, start=1)}),
        "choices": Page(CHOICES),
        **({"entities": Page(ENTITIES, {"r1": entities[0]})} if entities else {}),
        "settings": Page(SETTINGS, {"r1": {name: text for name, text in settings.items() if text}}),
    }


def _rows_of(block: str) -> list[dict[str, str]]:
    """Answer the rows that take a block in, after what it asks of its form."""
    return [*asked_of_form(block).rows, {"type": "include", "name": block}]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a block asks of the form that takes it in: rows before it, an entity, settings."""

    rows: tuple[dict[str, str], ...] = ()
    entity: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


def asked_of_form(block: str) -> Asked:
    """Answer what a block asks of its form; most ask nothing."""
    if block != PEOPLE:
        return Asked()
    rows = tuple({"type": "calculate", "name": name, "calculation": text} for name, text in WHOM)
    return Asked(rows, dict(zip(ENTITIES, OF_PEOPLE, strict=True)), {"subjek": PEOPLE})


def _code_of(wish: Wish) -> str:
    """Answer a code from the title's first words, under the prefix of its bidang."""
    letters = "".join(one if one.isascii() and one.isalnum() else " " for one in wish.title.lower())
    words = [word for word in letters.split() if word not in {"formulir", "laporan", "form"}]
    return "_".join([BY_KEY[wish.bidang].prefix, *words[:3]])[:64] if words else ""


def changed_document(workbook: Workbook, version: str) -> dict[str, Page]:
    """Answer a form as the beginning of its next version."""
    return with_settings(document_of(_with_sheets(workbook)), version=version)


def copied_document(workbook: Workbook, wish: Wish, version: str) -> dict[str, Page]:
    """Answer a form as an example for another: under its own code, writing only its own fields."""
    document = document_of(_with_sheets(workbook))
    title = wish.title or f"Salinan {setting(document, 'form_title')}"
    named = Wish(title, wish.bidang, setting(document, "frekuensi"))
    document = with_settings(
        document, form_title=title, form_id=_code_of(named), bidang=wish.bidang, version=version
    )
    survey, own = document["survey"], BY_KEY[wish.bidang].prefix
    rows = {
        row_id: cells
        if _writes_only(cells.get("profile_field", "").split(), own)
        else {column: text for column, text in cells.items() if column not in OF_PROFILE}
        for row_id, cells in survey.rows.items()
    }
    return {**document, "survey": Page(survey.columns, rows)}


def _writes_only(fields: Sequence[str], prefix: str) -> bool:
    return all(one.startswith(f"{prefix}.") for one in fields)


def _with_sheets(workbook: Workbook) -> Workbook:
    """Answer a workbook with the sheets and columns an editor writes into, empty where they were not."""
    blank = blank_document(Wish("", "umum", ""), "")
    sheets = dict(workbook.sheets)
    for name in ("survey", "choices", "settings"):
        sheet = workbook.sheet(name)
        needed = _needed(name, sheet.columns, blank[name].columns)
        sheets[name] = type(sheet)(name, [*sheet.columns, *needed], sheet.rows)
    return Workbook(sheets)


def _needed(name: str, have: Collection[str], wanted: Sequence[str]) -> list[str]:
    """Answer the columns to add: none in a language where the form speaks any, or none but plain."""
    speaks = any(column.partition("::")[0] == "label" for column in have)
    missing = [column for column in wanted if column not in have]
    return [column for column in missing if not ("::" in column and speaks)]
