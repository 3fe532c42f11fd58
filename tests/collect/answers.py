"""Answers from Python: where they belong in a form, and what they become in JavaRosa."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from tests.collect.jvm import ZONE, java
from tests.collect.results import Question, Refused

MISSING: Any = object()
Part = tuple[str, int | None]
"""A step of a path: the name, and which instance when the step is a repeat (from 0)."""

FILE_ENDINGS = {"image": ".jpg", "audio": ".m4a", "video": ".mp4", "file": ".pdf"}
INTEGER_DIGITS = 9  # Collect's number field takes nine characters
DECIMAL_CHARACTERS = 15


class AnswerSheet:
    """Answers by path, groups and repeats resolved, and which of them were used.

    Paths are relative to the form's root (`kepala/periode`); a group may also be a mapping of
    its own. A repeat is a list of mappings, whose keys are relative to the repeat; a mapping
    instead of a list holds for every instance there is.
    """

    def __init__(self, answers: Mapping[str, Any], repeats: frozenset[str]) -> None:
        self._repeats = repeats
        self._tree = self._grow(answers, "")
        self._used: set[tuple[Part, ...]] = set()

    def _grow(self, answers: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key, value in answers.items():
            *groups, name = str(key).strip("/").split("/")
            branch = tree
            for group in groups:
                branch = branch.setdefault(group, {})
            grown = self._grow_value(value, "/".join([*prefix.split("/"), *groups, name]))
            if isinstance(grown, dict) and isinstance(branch.get(name), dict):
                branch[name].update(grown)
            else:
                branch[name] = grown
        return tree

    def _grow_value(self, value: Any, path: str) -> Any:
        path = path.strip("/")
        if isinstance(value, Mapping):
            return self._grow(value, path)
        if path in self._repeats and isinstance(value, list | tuple):
            return [self._grow(item, path) for item in value]
        return value

    def get(self, parts: tuple[Part, ...]) -> Any:
        """The answer for this place, or MISSING; asking counts as using it."""
        value, used = self._find(parts)
        if value is not MISSING:
            self._used.add(used)
        return value

    def count(self, parts: tuple[Part, ...]) -> int | None:
        """How many instances of this repeat the answers speak of; None when they do not say."""
        value, _ = self._find((*parts[:-1], (parts[-1][0], None)))
        return len(value) if isinstance(value, list) else None

    def unused(self) -> Iterator[tuple[Part, ...]]:
        """Places that have an answer but were never asked."""
        return (place for place in _leaves(self._tree, ()) if place not in self._used)

    def _find(self, parts: tuple[Part, ...]) -> tuple[Any, tuple[Part, ...]]:
        node: Any = self._tree
        used: list[Part] = []
        for name, index in parts:
            if not isinstance(node, dict) or name not in node:
                return MISSING, ()
            node = node[name]
            if index is None or not isinstance(node, list):
                used.append((name, None))
            elif index < len(node):
                node = node[index]
                used.append((name, index))
            else:
                return MISSING, ()
        return node, tuple(used)


def _leaves(node: Any, place: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    if isinstance(node, dict):
        for name, value in node.items():
            if isinstance(value, list) and all(isinstance(item, dict) for item in value):
                for index, item in enumerate(value):
                    yield from _leaves(item, (*place, (name, index)))
            else:
                yield from _leaves(value, (*place, (name, None)))
    elif place:
        yield place


def plain_path(parts: tuple[Part, ...]) -> str:
    """The path without indices: `anak/nama`."""
    return "/".join(name for name, _ in parts)


def placed_path(parts: tuple[Part, ...]) -> str:
    """The path with the number of each repeat, from 1: `anak[2]/nama`."""
    return "/".join(name if index is None else f"{name}[{index + 1}]" for name, index in parts)


def file_answer(question: Question, value: Any, number: int) -> tuple[str, bytes]:
    """Name and bytes of a file answer; bytes alone get a name as Collect gives (a time)."""
    if isinstance(value, bytes):
        ending = FILE_ENDINGS[question.kind]
        return f"{int(datetime.now().timestamp() * 1000) + number}{ending}", value
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes):
        name = str(value[0])
        if name == PurePosixPath(name).name and name:
            return name, value[1]
    raise _wrong(question, value, "bytes or (file name, bytes)")


def to_data(question: Question, value: Any, offered: list[Any]) -> Any:
    """The answer as JavaRosa's IAnswerData (None is a blank); raises Refused.

    `offered` are JavaRosa's SelectChoice objects of this moment, in the order of
    `question.choices`.
    """
    if value is None or value == "":
        return None
    match question.kind:
        case "select_one":
            return _data("SelectOneData")(_selection(question, value, offered))
        case "select_multiple" | "rank":
            return _many(question, value, offered)
        case "range":
            return _integer(question, value) if question.whole_numbers else _decimal(value)
        case "acknowledge":
            return _data("StringData")("OK") if value else None
        case kind if kind in _CONVERTERS:
            return _CONVERTERS[kind](question, value)
    return _data("StringData")(str(value))


def _data(name: str) -> Any:
    return java(f"org.javarosa.core.model.data.{name}")


def _wrong(question: Question, value: Any, wanted: str) -> Refused:
    return Refused(question.place, "type", f"{wanted} wanted, {value!r} given")


def _selection(question: Question, value: Any, offered: list[Any]) -> Any:
    for choice, java_choice in zip(question.choices, offered, strict=True):
        if choice.value == str(value):
            return java_choice.selection()
    names = ", ".join(choice.value for choice in question.choices[:12]) or "nothing"
    raise Refused(question.place, "choice", f"{value!r} is not offered; offered: {names}")


def _many(question: Question, value: Any, offered: list[Any]) -> Any:
    values = [value] if isinstance(value, str) else list(value)
    if not values:
        return None
    # pyxform's "select_multiple" is one of several names JavaRosa has for the same thing.
    chosen = java("java.util.ArrayList")()
    for item in values:
        chosen.add(_selection(question, item, offered))
    return _data("SelectMultiData" if question.kind == "select_multiple" else "MultipleItemsData")(
        chosen
    )


def _string(question: Question, value: Any) -> Any:
    if not isinstance(value, str):
        raise _wrong(question, value, "text (numbers that are names are text, too)")
    return _data("StringData")(value)


def _integer(question: Question, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or int(value) != value:
        raise _wrong(question, value, "a whole number")
    if len(str(int(value))) > INTEGER_DIGITS:
        raise _wrong(question, value, f"at most {INTEGER_DIGITS} digits (Collect's field)")
    return _data("IntegerData")(int(value))


def _decimal(value: Any) -> Any:
    return _data("DecimalData")(float(value))


def _checked_decimal(question: Question, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(question, value, "a number")
    if len(str(value)) > DECIMAL_CHARACTERS:
        raise _wrong(question, value, f"at most {DECIMAL_CHARACTERS} characters (Collect's field)")
    return _decimal(value)


def _day(question: Question, value: Any) -> Any:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(day, datetime):
        day = day.date()
    if not isinstance(day, date):
        raise _wrong(question, value, "a date")
    # Collect's pickers without a day wheel stand on the first.
    if "month-year" in question.appearance:
        day = day.replace(day=1)
    elif "year" in question.appearance.split():
        day = day.replace(month=1, day=1)
    utils = java("org.javarosa.core.model.utils.DateUtils")
    return _data("DateData")(utils.parseDate(day.isoformat()))


def _moment(question: Question, value: Any) -> Any:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise _wrong(question, value, "a datetime")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(ZONE))
    instant = java("java.util.Date")(int(moment.timestamp() * 1000))
    return _data("DateTimeData")(instant)


def _clock(question: Question, value: Any) -> Any:
    clock = time.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(clock, time):
        raise _wrong(question, value, "a time")
    utils = java("org.javarosa.core.model.utils.DateUtils")
    return _data("TimeData")(utils.parseTime(clock.isoformat(timespec="milliseconds")))


def _point(question: Question, value: Any) -> Any:
    numbers = value.split() if isinstance(value, str) else list(value)
    if not 2 <= len(numbers) <= 4:
        raise _wrong(question, value, "(latitude, longitude[, altitude, accuracy])")
    padded = [float(number) for number in numbers] + [0.0] * (4 - len(numbers))
    return _data("GeoPointData")(java("double[]")(padded))


def _line(name: str) -> Any:
    def convert(question: Question, value: Any) -> Any:
        if not isinstance(value, str):
            raise _wrong(question, value, "points as text: 'lat lon alt acc; lat lon alt acc'")
        return _data(name)().cast(_data("UncastData")(value))

    return convert


_CONVERTERS: dict[str, Any] = {
    "text": _string,
    "barcode": _string,
    "integer": _integer,
    "decimal": _checked_decimal,
    "date": _day,
    "dateTime": _moment,
    "time": _clock,
    "geopoint": _point,
    "geotrace": _line("GeoTraceData"),
    "geoshape": _line("GeoShapeData"),
}
