"""A small world for merging: forms of every kind, few people, few months, so that all of them meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from app.intake.states import ACCEPTED, REJECTED, RETURNED, SUPERSEDED, UNREVIEWED
from app.merge.facts import SEEN, Fact, FieldSpec, Origin, Value
from app.merge.fold import CellKey
from app.merge.matching import Mention
from app.merge.rules import RULES
from tests.unit.merge.memory_log import Memory, Sent

PLACES = ("P1", "P2", "P3")
MONTHS = ("2026-10", "2026-11")
STATES = (UNREVIEWED, ACCEPTED, RETURNED, REJECTED, SUPERSEDED)
RECEIVED = "2026-11-20T00:00:00+00:00"

# form: whether it is about somebody, whether it is filled once, its fields
FORMS: dict[str, tuple[bool, bool, tuple[str, ...]]] = {
    "laporan": (False, False, ("p.revision", "p.sum", "p.latest", "p.union", "p.max", "p.event")),
    "laporan_lain": (False, False, ("p.revision", "p.agree", "p.latest", "p.attachment")),
    "profil": (False, True, ("p.latest", "p.agree", "p.sum", "p.revision", "p.union")),
    "kunjungan": (
        True,
        False,
        ("p.sum", "p.count", "p.union", "p.min", "o.latest", "o.agree", "o.event", "o.union"),
    ),
    "pendaftaran": (True, True, ("o.latest", "o.agree", "p.count", "p.latest")),
}
SPECS = {
    name: FieldSpec(name, "posyandu" if name[0] == "p" else "orang", name[2:])
    for _, _, names in FORMS.values()
    for name in names
} | {SEEN: FieldSpec(SEEN, "orang", "latest")}
ASKED_ABOUT = sorted(name for name in SPECS if name[2:] in {"latest", "revision", "agree", "union"})
NUMBERS: tuple[Value, ...] = (1, 2, 3, "2.5", "banyak")
OPTIONS: tuple[Value, ...] = (("a",), ("a", "b"), ("b", "c"), "c")

_ANY = (
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(PLACES),
    st.sampled_from(MONTHS),
    st.sampled_from(("05", "06", "2031")),
    st.integers(0, 4),  # which entity, 4: none but its own
    st.sampled_from((None, b"n1", b"n2", b"n3")),
    st.sampled_from((None, b"f1", b"f2")),
    st.integers(0, 19),  # what it answers
    st.integers(0, 5),  # 0: it names nobody
)
# Visits in one month, told apart by what they say of who it was: links come and go.
_PEOPLE = (
    st.just("kunjungan"),
    st.sampled_from(PLACES[:2]),
    st.just("2026-11"),
    st.sampled_from(("05", "06")),
    st.just(4),
    st.sampled_from((None, b"n1", b"n2")),
    st.sampled_from((None, b"f1", b"f2")),
    st.integers(0, 19),
    st.just(1),
)


def sent_lists() -> st.SearchStrategy[list[Sent]]:
    """Submissions of several forms, Posyandu, months and people."""
    return st.lists(st.tuples(*_ANY), min_size=1, max_size=8).map(_sent_all)


def visit_lists() -> st.SearchStrategy[list[Sent]]:
    """Visits of few people in one month and two Posyandu."""
    return st.lists(st.tuples(*_PEOPLE), min_size=3, max_size=6).map(_sent_all)


def _sent_all(drawn: Sequence[tuple[Any, ...]]) -> list[Sent]:
    return [_sent(f"s{number}", *one) for number, one in enumerate(drawn)]


def _sent(
    instance_id: str, form_id: str, place: str, month: str, day: str, entity: int,
    nik: bytes | None, family: bytes | None, salt: int, named: int,
) -> Sent:  # fmt: skip
    of_subject, once, names = FORMS[form_id]
    period = "2031-01" if day == "2031" else month
    at = f"{'2031-01-01' if day == '2031' else f'{month}-{day}'}T04:00:00+00:00"
    origin = Origin(instance_id, form_id, "1", UNREVIEWED, at, "", RECEIVED)
    mention = None
    if of_subject and named:
        mention = Mention(f"m{entity}" if entity < 4 else f"m9{instance_id}", nik, family)
    answers = [
        Fact(name, _answer(name, salt + step), name, "", origin)
        for step, name in enumerate(names)
        if (salt + step) % 7  # some questions stay blank
    ]
    return Sent(
        instance_id=instance_id,
        form_id=form_id,
        posyandu_code=place,
        period="" if once else period,
        of_subject=of_subject,
        mention=mention,
        facts=(*answers, *seen(mention, place, origin)),
    )


def seen(mention: Mention | None, place: str, origin: Origin) -> list[Fact]:
    """What naming somebody tells besides: where they were seen."""
    return [Fact(SEEN, place, "kepala/kode_posyandu", "", origin)] if mention else []


def _answer(name: str, number: int) -> Value:
    pool = OPTIONS if name.endswith("union") else NUMBERS
    return pool[number % len(pool)]


def acts(most: int = 16) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """What happens: a submission arrives (again), is reviewed, a value is chosen, the worker works."""
    which = st.integers(0, 7)
    return st.lists(
        st.one_of(
            st.tuples(st.just("receive"), which),
            st.tuples(st.just("state"), which, st.sampled_from(STATES)),
            st.tuples(st.just("merge"), st.sampled_from(PLACES), st.integers(1, 4)),
            st.tuples(
                st.just("choose"),
                st.sampled_from(PLACES),
                st.sampled_from(ASKED_ABOUT),
                st.sampled_from(("", *MONTHS)),
                st.integers(0, 5),
            ),
        ),
        max_size=most,
    )


def act(memory: Memory, sent: Sequence[Sent], what: tuple[Any, ...]) -> None:
    """Let one thing happen."""
    match what:
        case ("receive", number):
            memory.receive(sent[number % len(sent)])
        case ("state", number, state):
            memory.set_state(sent[number % len(sent)].instance_id, state)
        case ("merge", place, batch):
            memory.merge(place, batch)
        case ("choose", place, name, period, number):
            key = CellKey(place, name, period if RULES[name[2:]].span == "bulan" else "")
            if SPECS[name].scope == "orang":
                people = sorted(memory.subjects)
                key = CellKey(people[number % len(people)], name, "") if people else key
            memory.choose(key, number)
