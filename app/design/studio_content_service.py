"""What the editor must know beside the form: profile fields, blocks, lists and files it may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.design import manuscripts_store as manuscripts
from app.design import store
from app.design.blocks_service import list_blocks
from app.design.computed import COMPUTED
from app.design.manuscript_starts import asked_of_form
from app.design.manuscripts_service import known_library
from app.design.models import Manuscript
from app.registry import entity_store
from app.registry.bidang import BY_KEY, bidang_of_field
from app.registry.lists import COLUMNS as PLACE_COLUMNS
from app.registry.lists import LIST_NAMES
from xlsform.columns import TRANSLATED
from xlsform.field_map import PRIVACY, RULES

LIST_WORDS = {
    "kecamatan.csv": "Kecamatan di wilayah kader",
    "desa.csv": "Desa dan kelurahan di wilayah kader",
    "posyandu.csv": "Posyandu di wilayah kader",
    "dikembalikan.csv": "Laporan yang dikembalikan",
}


def content_of(row: Manuscript, editable: Iterable[str]) -> dict[str, Any]:
    """Answer all that the editor offers for a manuscript."""
    return {
        "bidang": [{"key": key, "name": BY_KEY[key].name} for key in sorted(editable)],
        "prefixes": {key: one.prefix for key, one in BY_KEY.items()},
        "fields": _fields(editable),
        "rules": [rule for rule in RULES if rule != COMPUTED],
        "privacy": list(PRIVACY),
        "translated": sorted(TRANSLATED),
        "blocks": _blocks(),
        "lists": _lists(),
        "files": [*_lists_of_server(), *_given(row)],
    }


def _fields(editable: Iterable[str]) -> list[dict[str, str]]:
    own = set(editable)
    return [
        {
            "field": field.field,
            "bidang": bidang_of_field(field.field),
            "section": field.section,
            "label": field.label,
            "scope": field.scope,
            "rule": field.rule,
            "unit": field.unit,
            "privacy": field.privacy,
        }
        for field in store.list_fields()
        if field.rule != COMPUTED and bidang_of_field(field.field) in own
    ]


def _blocks() -> list[dict[str, Any]]:
    return [
        {
            "key": block.key,
            "name": block.name,
            "questions": [
                {"name": one.name, "type": one.type, "label": one.label} for one in block.questions
            ],
            "rows": [row.cells for row in block.written.rows("survey")],
            "choices": [row.cells for row in block.written.rows("choices")],
            "asks": asdict(asked_of_form(block.key)),
        }
        for block in list_blocks()
    ]


def _lists() -> dict[str, list[dict[str, str]]]:
    """Answer the shared lists of choices, by name."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in known_library().lists.rows("choices"):
        found.setdefault(line.get("list_name"), []).append(line.cells)
    return found


def _lists_of_server() -> list[dict[str, Any]]:
    """Answer the lists the server writes for each receiver: of places and of sasaran."""
    places = [
        {"name": name, "words": LIST_WORDS[name], "columns": list(PLACE_COLUMNS[name])}
        for name in LIST_NAMES
    ]
    known = sorted(entity_store.list_names() | known_library().entity_lists)
    sasaran = [
        {"name": f"{name}.csv", "words": f"Sasaran: {name}", "columns": ["name", "label"]}
        for name in known
    ]
    return [{**one, "given": False, "size": 0} for one in (*places, *sasaran)]


def _given(row: Manuscript) -> list[dict[str, Any]]:
    return [
        {"name": file.name, "words": "", "columns": [], "given": True, "size": file.size}
        for file in manuscripts.list_files(row.manuscript_id)
    ]
