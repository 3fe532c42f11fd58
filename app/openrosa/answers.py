"""From a submission's XML to its answers: one compact document, the same whatever door it came by.

A document maps a question's path (`kepala/periode`, no root, no namespace) to its text; a repeat's
path maps to a list of such documents. Blank answers are absent. Nodes the form does not know (Kobo
adds some) and `meta` are left out, so equal answers are equal documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from lxml import etree

from app.openrosa.envelope import local_name

Document = dict[str, Any]
TEMPLATE = "{http://openrosa.org/javarosa}template"


@dataclass(frozen=True, slots=True)
class Shape:
    """What decoding needs to know of a form: its question paths, repeats and file questions."""

    questions: frozenset[str]
    repeats: frozenset[str]
    binaries: frozenset[str]


def decode(root: etree._Element, shape: Shape) -> Document:
    """Answer the document of a submission."""
    document: Document = {}
    for child in root:
        _walk(child, "", document, shape)
    return document


def _walk(element: etree._Element, prefix: str, document: Document, shape: Shape) -> None:
    path = prefix + local_name(element)
    # Most elements are questions, and nothing else need be asked of them.
    if path in shape.questions:
        text = (element.text or "").strip()
        if text:
            document[path] = text
        return
    if path == "meta" or element.get(TEMPLATE) is not None:
        return
    if path in shape.repeats:
        row: Document = {}
        for child in element:
            _walk(child, path + "/", row, shape)
        document.setdefault(path, []).append(row)
        return
    for child in element:
        _walk(child, path + "/", document, shape)


def file_names(document: Document, binaries: Collection[str]) -> list[str]:
    """Answer the names of the files the answers refer to, in order, each once."""
    return list(dict.fromkeys(text for path, text in leaves(document) if path in binaries))


def leaves(document: Document) -> Iterator[tuple[str, str]]:
    """Answer every (path, text) of a document, repeats included."""
    for path, value in document.items():
        if isinstance(value, list):
            for row in value:
                yield from leaves(row)
        else:
            yield path, value


def fingerprint(document: Document) -> str:
    """Answer the hash by which two doors' deliveries of the same answers are recognised."""
    return hashlib.sha256(dump(document, sort=True)).hexdigest()


def dump(document: Document, *, sort: bool = False) -> bytes:
    """Answer a document's compact bytes."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS if sort else 0)


def load(data: bytes) -> Document:
    """Read what `dump` wrote."""
    document: Document = orjson.loads(data)
    return document
