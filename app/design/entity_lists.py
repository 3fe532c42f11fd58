"""The lists of sasaran a released version makes or changes, with what each property holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.registry.entity_lists import DeclaredList
from xlsform.field_map import FieldUse
from xlsform.people import PEOPLE, SHARED
from xlsform.schema import Schema

STRICTEST = "spesifik"  # of what no question tells


def lists_of(schema: Schema, uses: Iterable[FieldUse], bidang: str) -> list[DeclaredList]:
    """Answer the lists a form makes or changes; a property says what its question does."""
    by_path = {use.path: use for use in uses}
    found = []
    for entity in schema.entities:
        properties = {}
        for name, path in entity.saves:
            use = by_path.get(path)
            label, privacy = (use.label, use.privacy) if use else ("", STRICTEST)
            properties[name] = {"label": label or name, "privacy": privacy}
        owner = SHARED if entity.dataset == PEOPLE else bidang
        found.append(DeclaredList(entity.dataset, owner, schema.form_id, properties))
    return found
