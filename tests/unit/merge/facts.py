"""Facts in one line of text, so that the tables of the rules read like tables.

    told("a 11-05 4 diterima")

is the value 4, told by submission `a` about 5 November 2026, accepted. A date with a year is taken as it
stands; everything was received on 1 December 2026. Values: `4` whole, `"4.5"` or any word a text,
`bcg,opv1` or `,` options. Then, in any order: a state, `@anak` the subject, `/path` the question,
`~10:30` the device's end time.
"""

from __future__ import annotations

from app.intake.states import ACCEPTED, UNREVIEWED
from app.merge.facts import Fact, Origin, Value
from app.merge.resolution import Decision

FIELD = "kes.uji"
RECEIVED = "2026-12-01T00:00:00+00:00"


def told(line: str, field: str = FIELD) -> Fact:
    """The fact of one line."""
    instance_id, day, value, *more = line.split()
    marks = {word[0]: word[1:] for word in more if word[0] in "@/~"}
    origin = Origin(
        instance_id=instance_id,
        form_id="uji",
        version="1",
        state=ACCEPTED if ACCEPTED in more else UNREVIEWED,
        observed_at=f"{day if len(day) > 5 else f'2026-{day}'}T04:00:00+00:00",
        ended_at=marks.get("~", ""),
        received_at=RECEIVED,
    )
    return Fact(field, value_of(value), marks.get("/", "q"), marks.get("@", ""), origin)


def value_of(word: str) -> Value:
    """The value a word of a line stands for."""
    if "," in word:
        return tuple(option for option in word.split(",") if option)
    return int(word) if word.removeprefix("-").isdecimal() else word.strip('"')


def lines(text: str) -> list[Fact]:
    """The facts of several lines, or of one with semicolons."""
    parts = text.replace(";", "\n").splitlines()
    return [told(part) for part in parts if part.strip()]


def decided(seen: str, chosen: object) -> Decision:
    """A person's choice that saw these values: keys as decisions hold them, space-separated."""
    return Decision(frozenset(seen.split()), chosen, "peninjau")
