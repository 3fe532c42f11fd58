"""What an edit changed is told completely and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.central.differences import differences
from app.openrosa.answers import Document


def clear(_path: str, text: str) -> str:
    """Nothing is hidden."""
    return text


def told(old: Document, new: Document) -> list[dict[str, Any]]:
    return differences(old, new, clear)


def test_changed_added_and_removed_answers_stand_with_their_path() -> None:
    old = {"nama": "Ani", "kebun/titik": "1 2", "berat": "9"}
    new = {"nama": "Ana", "kebun/titik": "1 2", "kebun/foto": "a.jpg"}
    assert told(old, new) == [
        {"path": ["nama"], "old": "Ani", "new": "Ana"},
        {"path": ["kebun", "foto"], "new": "a.jpg"},
        {"path": ["berat"], "old": "9"},
    ]


def tree(kind: str, *leaves: str) -> Document:
    rows = [{"kebun/pohon/dahan/ukur/daun": one} for one in leaves]
    return {"kebun/pohon/jenis": kind, "kebun/pohon/dahan": rows}


def test_an_edited_row_is_told_by_its_answers_and_a_new_one_whole() -> None:
    old = {"kebun/pohon": [tree("tua", "3", "5"), tree("muda")]}
    new = {"kebun/pohon": [tree("tua", "3", "6"), tree("bibit", "1"), tree("muda")]}
    assert told(old, new) == [
        {
            "path": ["kebun", ["pohon", 0], ["dahan", 1], "ukur", "daun"],
            "old": "5",
            "new": "6",
        },
        {
            "path": ["kebun", ["pohon", 1]],
            "new": {"jenis": "bibit", "dahan": [{"ukur": {"daun": "1"}}]},
        },
    ]


def test_of_more_rows_than_before_those_most_alike_are_the_same() -> None:
    old = {"r": [{"r/a": "1", "r/b": "x", "r/c": "p"}]}
    new = {"r": [{"r/a": "7"}, {"r/a": "1", "r/b": "y", "r/c": "p"}]}
    for one, other, word in ((old, new, "new"), (new, old, "old")):
        found = told(one, other)
        assert sorted(found[0]) == ["new", "old", "path"]
        assert found[0]["path"][-1] == "b"
        assert found[1] == {"path": [["r", 0]], word: {"a": "7"}}


def test_what_may_not_be_read_is_hidden_in_rows_too() -> None:
    old: Document = {"nik": "1", "r": []}
    new: Document = {"nik": "2", "r": [{"r/nik": "3", "r/a": "4"}]}
    found = differences(old, new, lambda path, text: "••" if path.endswith("nik") else text)
    assert found == [
        {"path": ["nik"], "old": "••", "new": "••"},
        {"path": [["r", 0]], "new": {"nik": "••", "a": "4"}},
    ]


TEXTS = st.sampled_from("xyz")
INNER = st.fixed_dictionaries({}, optional={"r/s/a": TEXTS, "r/s/g/b": TEXTS})
ROWS = st.fixed_dictionaries(
    {}, optional={"r/a": TEXTS, "r/b": TEXTS, "r/s": st.lists(INNER, max_size=3)}
)
DOCUMENTS = st.fixed_dictionaries(
    {}, optional={"a": TEXTS, "g/b": TEXTS, "r": st.lists(ROWS, max_size=4)}
)


def leaves(value: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every answer with the names on its way, whatever row it is in."""
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, way)
    elif value is not None:
        for name, inner in value.items():
            yield from leaves(inner, (*way, *name.split("/")))


def written(document: Document) -> Counter[tuple[tuple[str, ...], str]]:
    """The answers of a document, the names of repeats on their way only once."""

    def plain(row: Document, prefix: str) -> dict[str, Any]:
        return {
            path.removeprefix(prefix): [plain(one, path + "/") for one in value]
            if isinstance(value, list)
            else value
            for path, value in row.items()
        }

    return Counter(leaves(plain(document, "")))


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_old_answers_without_what_went_and_with_what_came_are_the_new_ones(
    old: Document, new: Document
) -> None:
    now = written(old)
    for one in told(old, new):
        way = tuple(step[0] if isinstance(step, list) else step for step in one["path"])
        gone = Counter(leaves(one.get("old"), way))
        assert gone <= now
        now = now - gone + Counter(leaves(one.get("new"), way))
    assert now == written(new)
    assert told(old, old) == []
