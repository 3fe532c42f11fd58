"""Versions of another server's form, kept to read by them what was answered on them. Phones get none.

Such a version says nothing about what answers mean: its questions mean what the form's own released
versions say of them, and one they do not ask means nothing for the profile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.design import service, store
from app.design.models import FormVersion
from app.extensions.database import now, transaction
from app.problems import Problem
from xlsform.field_map import FieldUse
from xlsform.schema import Node, Schema, read_schema
from xlsform.xform_words import FormWords, read_words

# A question no version of ours asks is guarded, since nobody has said that it need not be.
UNKNOWN_PRIVACY = "identitas"
_TYPES: Mapping[str, str] = {
    "int": "integer",
    "string": "text",
    "select1": "select_one",
    "select": "select_multiple",
    "binary": "file",
    "dateTime": "datetime",
}


def keep_past_version(form_id: str, like: str, label: str, xform: bytes, actor: str) -> str:
    """Keep an XForm as a past version of a form and answer the version it is here.

    One that asks what a version here asks is that version. `like` is the version it was taken over
    as, whose settings it shares. ValueError when the bytes are no XForm.
    """
    schema, words = read_schema(xform), read_words(xform)
    with transaction():
        form = store.get_form(form_id)
        versions = store.list_readable(form_id)
        base = next((one for one in versions if one.version == like), None)
        if base is None:
            raise Problem("design.unknown_version", form_id=form_id, version=like)
        for known in versions:
            if _asks_the_same(known, schema, words):
                return known.version
        version = _free(label, {one.version for one in store.list_versions(form_id)})
        row = FormVersion(form_id=form_id, version=version, state=store.RELEASED, taken_over=True)
        _fill(row, base, schema, words)
        row.xform, row.md5 = xform, hashlib.md5(xform, usedforsecurity=False).hexdigest()
        row.source_hash, row.workbook = hashlib.sha256(xform).hexdigest(), b""
        row.created_at, row.created_by, row.released_by = now(), actor, actor
        # Older than any of ours: what answers mean is said by ours.
        first = min((one.released_at for one in versions if one.released_at), default=now())
        row.released_at = first - timedelta(seconds=1)
        store.add_version(row)
        store.save_listing(form)
    return version


def _asks_the_same(known: FormVersion, schema: Schema, words: FormWords) -> bool:
    choices = {path: dict(found) for path, found in words.choices.items()}
    here = known.labels["choices"]
    same_words = all(here.get(path, {}).keys() >= found.keys() for path, found in choices.items())
    return same_words and _asked(Schema.from_json(known.schema)) == _asked(schema)


def _asked(schema: Schema) -> set[tuple[str, str, str]]:
    return {
        (node.path, node.kind, node.type) for node in schema.nodes.values() if not _is_meta(node)
    }


def _is_meta(node: Node) -> bool:
    return node.path.split("/")[0] in {"meta", "formhub", "__version__"}


def _free(label: str, used: set[str]) -> str:
    number, found = 1, label
    while found in used:
        number += 1
        found = f"{label}~{number}"
    return found


def _fill(row: FormVersion, base: FormVersion, schema: Schema, words: FormWords) -> None:
    lists = {use.dataset for use in Schema.from_json(base.schema).entities}
    uses = tuple(use for use in schema.entities if use.dataset in lists)
    row.title, row.settings = base.title, dict(base.settings)
    row.schema = replace(schema, entities=uses).as_json()
    row.fields = [service.field_json(use) for use in _uses(base, schema, words)]
    groups = {path: label for path, label in words.groups.items() if label}
    row.labels = {"groups": groups, "choices": {p: dict(c) for p, c in words.choices.items()}}
    row.media, row.findings = [], []


def _uses(base: FormVersion, schema: Schema, words: FormWords) -> Iterator[FieldUse]:
    """Answer its questions: guarded as the same question is in the version taken over."""
    like = {use.path: use for use in service.uses_of(base.fields)}
    types: dict[str, Any] = Schema.from_json(base.schema).nodes
    for node in schema.nodes.values():
        if node.kind != "question" or _is_meta(node):
            continue
        known, label = like.get(node.path), words.questions.get(node.path)
        is_same = known is not None and types[node.path].type == node.type
        shown = "calculate" if label is None else _TYPES.get(node.type, node.type)
        yield FieldUse(
            path=node.path,
            fields=(),
            unit=known.unit if known else "",
            privacy=known.privacy if known else UNKNOWN_PRIVACY,
            question_type=known.question_type if known and is_same else shown,
            repeat=_repeat_of(node.path, schema),
            label=label or (known.label if known else node.path),
        )


def _repeat_of(path: str, schema: Schema) -> str | None:
    around = [one for one in schema.repeats if path.startswith(f"{one}/")]
    return max(around, key=len, default=None)
