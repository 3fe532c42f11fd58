"""What a phone shows at once: how much stands on a page, and in which appearance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.findings import Finding
from xlsform.outline import Entry
from xlsform.question_types import BEGINS, UNSEEN
from xlsform.spelling import nearest

# More would have to be scrolled for long on a five-inch phone.
MOST_ON_A_PAGE = 25
_PAGES = frozenset({"field-list", "table-list"})
_WORD = re.compile(r"[^\s()]+(\([^)]*\))?")
# https://docs.getodk.org/form-question-types/ and the grid of Enketo.
APPEARANCES = frozenset(
    """
    multiline numbers url ex masked thousands-sep bearing vertical no-ticks picker rating counter
    signature draw annotate new new-front new-rear selfie no-calendar month-year year ethiopian coptic
    islamic bikram-sambat myanmar persian buddhist maps placement-map streets satellite terrain
    columns columns-pack no-buttons minimal autocomplete likert quick quickcompact compact label
    list-nolabel list map image-map search field-list table-list hide-input front hidden intent
    horizontal horizontal-compact printer dd comments distress
    """.split()
)
_NUMBERED = re.compile(r"w\d+|columns-\d+|compact-\d+|quickcompact-\d+|h\d+")


def check_pages(form: Form) -> Iterator[Finding]:
    """A page holds what fits on a phone, and no repeat."""
    held: dict[int, int] = {}
    pages = {id(entry): entry for entry in form.entries if _is_page(entry)}
    for entry in form.entries:
        around = [id(outer) for outer in entry.inside if id(outer) in pages]
        if not around:
            continue
        if entry.type.word == "begin_repeat":
            yield at(entry, "type", "repeat_in_page", page=pages[around[-1]].name)
        if entry.type.word not in UNSEEN | BEGINS | {"note"}:
            held[around[0]] = held.get(around[0], 0) + 1
    for page, count in held.items():
        if count > MOST_ON_A_PAGE:
            yield at(pages[page], "appearance", "crowded_page", count=count, limit=MOST_ON_A_PAGE)


def check_appearances(form: Form) -> Iterator[Finding]:
    """No appearance is a misspelled one; words nobody knows may be meant for other programs."""
    for entry in form.entries:
        for match in _WORD.finditer(entry.row.get("appearance")):
            word = match[0].partition("(")[0]
            if word in APPEARANCES or _NUMBERED.fullmatch(word) or ":" in word:
                continue
            meant = nearest(word, APPEARANCES, likeness=0.8)
            if meant:
                yield at(entry, "appearance", "unknown_appearance", meant, value=word)


def _is_page(entry: Entry) -> bool:
    return entry.type.word in BEGINS and not _PAGES.isdisjoint(entry.row.get("appearance").split())
