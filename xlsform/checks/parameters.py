"""The `parameters` column: keys that the type knows, values that the key takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.findings import Finding
from xlsform.outline import Entry
from xlsform.spelling import nearest

_EQUALS = re.compile(r"\s*=\s*")
_BETWEEN = re.compile(r"[\s,;]+")
_ANY = re.compile(r".+")
_TRUTH = re.compile(r"true|false")
_WHOLE = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_QUALITY = re.compile(r"voice-only|low|normal")
_IN_WORDS = {
    _TRUTH: ("true atau false", "true or false"),
    _WHOLE: ("bilangan bulat", "a whole number"),
    _NUMBER: ("angka", "a number"),
    _QUALITY: ("voice-only, low, atau normal", "voice-only, low or normal"),
}
_PAIR = re.compile(r"(\w+)\s*=\s*([^\s,;]+)")
_USUAL_RANGE = {"start": "0", "end": "10", "step": "1"}
_Keys = dict[str, re.Pattern[str]]

_SELECT: _Keys = {"randomize": _TRUTH, "seed": _ANY}
_FROM_FILE: _Keys = {**_SELECT, "value": _ANY, "label": _ANY}
_SHAPE: _Keys = {
    "allow-mock-accuracy": _TRUTH,
    "incremental": re.compile("true"),
    "reference-geometry": _ANY,
}
# What pyxform accepts, by type; the `parameters` of other types it never reads.
ACCEPTED: dict[str, _Keys] = {
    "text": {"rows": _WHOLE},
    "image": {"max-pixels": _WHOLE, "app": _ANY},
    "audio": {"quality": re.compile(r"voice-only|low|normal|external")},
    "background-audio": {"quality": _QUALITY},
    "select_one": _SELECT,
    "select_multiple": _SELECT,
    "rank": _SELECT,
    "select_one_from_file": _FROM_FILE,
    "select_multiple_from_file": _FROM_FILE,
    "geotrace": _SHAPE,
    "geoshape": _SHAPE,
    "geopoint": {
        "capture-accuracy": _NUMBER,
        "warning-accuracy": _NUMBER,
        "allow-mock-accuracy": _TRUTH,
        "reference-geometry": _ANY,
    },
    "range": {
        "start": _NUMBER,
        "end": _NUMBER,
        "step": _NUMBER,
        "tick_interval": _NUMBER,
        "placeholder": _NUMBER,
        "tick_labelset": _ANY,
    },
    "audit": {
        "location-priority": _ANY,
        "location-min-interval": _WHOLE,
        "location-max-age": _WHOLE,
        "track-changes": _TRUTH,
        "track-changes-reasons": re.compile("on-form-edit"),
        "identify-user": _TRUTH,
    },
}


def check_parameters(form: Form) -> Iterator[Finding]:
    """Every parameter can be read, belongs to its type and has a fitting value."""
    for entry in form.entries:
        text = entry.row.get("parameters")
        accepted = ACCEPTED.get(entry.type.word)
        for pair in filter(None, _BETWEEN.split(_EQUALS.sub("=", text))):
            key, _, value = pair.partition("=")
            if not (key and value) or "=" in value:
                yield at(entry, "parameters", "broken_parameters", value=text)
                break
            if accepted:
                yield from _wrong_pair(entry, key.lower(), value, accepted)
        if entry.type.word == "range":
            yield from _wrong_range(entry)


def _wrong_pair(entry: Entry, key: str, value: str, accepted: _Keys) -> Iterator[Finding]:
    if key not in accepted:
        choices = ", ".join(accepted)
        meant = nearest(key, accepted)
        yield at(entry, "parameters", "unknown_parameter", meant, key=key, choices=choices)
    elif not accepted[key].fullmatch(value.lower()):
        words = accepted[key].pattern.replace("|", ", ")
        takes, takes_en = _IN_WORDS.get(accepted[key], (words, words))
        said = {"key": key, "value": value, "takes": takes, "takes_en": takes_en}
        yield at(entry, "parameters", "invalid_parameter", **said)


def _wrong_range(entry: Entry) -> Iterator[Finding]:
    """A range that begins at its end, or does not move."""
    given = dict(_PAIR.findall(entry.row.get("parameters")))
    words = {key: given.get(key, usual) for key, usual in _USUAL_RANGE.items()}
    if all(_NUMBER.fullmatch(word) for word in words.values()):
        start, end, step = (float(words[key]) for key in _USUAL_RANGE)
        if start == end or step <= 0 or step > abs(end - start):
            yield at(entry, "parameters", "invalid_range", **words)
