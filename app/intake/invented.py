"""Invented rows of a list of sasaran, for whoever tries a draft: nobody real stands in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from app.registry.entity_lists import write_header, write_rows

# Of each Posyandu: a child and a grown woman, so that forms which offer some ages offer somebody.
PEOPLE = (("Contoh Anak", "2024-05-17", "L"), ("Contoh Ibu", "1994-08-02", "P"))
ELSEWHERE = ""
PLACE_WORDS = frozenset({"posyandu", "kode_posyandu"})


def invented_list(name: str, words: Iterable[str], places: Sequence[str]) -> bytes:
    """Answer a list as CSV: of each place two rows, in the columns a form reads."""
    columns = tuple(sorted(set(words) - {"name", "label", "__version"}))
    return write_header(columns) + write_rows(_rows(name, columns, places), columns)


def _rows(
    name: str, columns: Sequence[str], places: Sequence[str]
) -> Iterator[tuple[str, int, str, dict[str, str]]]:
    several = places if PLACE_WORDS & set(columns) else [ELSEWHERE]
    for place in several:
        for label, born, sex in PEOPLE:
            row_id = str(uuid5(NAMESPACE_URL, f"simpul:uji:{name}:{place}:{label}"))
            values = {column: _value(column, place, born, sex) for column in columns}
            yield row_id, 1, f"{label} (bukan orang sungguhan)", values


def _value(column: str, place: str, born: str, sex: str) -> str:
    if column in PLACE_WORDS:
        return place
    if column == "jenis_kelamin":
        return sex
    return born if column.startswith(("tanggal", "tgl")) else ""
