"""All rows in their order, and a server tried on each."""

from __future__ import annotations

from collections.abc import Iterator

from tests.conformance.rows import (
    doors,
    downloads,
    edits,
    entities,
    entity_forms,
    listing,
    lists,
    sending,
    talking,
)
from tests.conformance.server import Server
from tests.conformance.table import ROWS, Row, Verdict, judge

PARTS = (talking, listing, downloads, sending, edits, doors, entity_forms, entities, lists)


def rows() -> list[Row]:
    """Answer every row, by the part of the protocol it stands in."""
    return sorted(ROWS, key=lambda one: one.part)


def try_all(server: Server) -> Iterator[Verdict]:
    """Try every row on a server, one after the other."""
    for one in rows():
        yield judge(one, server)
