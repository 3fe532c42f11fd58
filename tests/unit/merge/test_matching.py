"""Who is the same person: by declared levels, whatever came first, and never two NIKs in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.identity import identity_from
from app.merge.likeness import Traits
from app.merge.matching import Link, Mention, match_subjects
from tests.unit.merge.cases import cases


def _mention(text: str) -> Mention:
    """`m1 n:1 f:a`: the mention m1 with NIK 1 and family a."""
    mention_id, *keys = text.split()
    found = {key[0]: key[2:].encode() for key in keys}
    return Mention(mention_id, found.get("n"), found.get("f"))


def _groups(*texts: str) -> list[str]:
    return _grouped(match_subjects([_mention(text) for text in texts]).subjects)


def _grouped(subjects: Mapping[str, str]) -> list[str]:
    groups = defaultdict(list)
    for mention_id, subject_id in subjects.items():
        groups[subject_id].append(mention_id)
    return sorted(" ".join(sorted(group)) for group in groups.values())


@pytest.mark.parametrize(
    ("mentions", "groups"),
    [
        (["m1", "m2"], ["m1", "m2"]),
        (["m1 n:1", "m2 n:1"], ["m1 m2"]),
        (["m1 f:a", "m2 f:a"], ["m1 m2"]),
        (["m1 n:1 f:a", "m2 f:a"], ["m1 m2"]),
        (["m1 n:1", "m2 n:1 f:a", "m3 f:a"], ["m1 m2 m3"]),
        # the second NIK drops every level-2 edge of the component, also the one that alone would hold
        (["m1 n:1 f:a", "m2 f:a", "m3 n:2 f:a"], ["m1", "m2", "m3"]),
        (["m1 n:1 f:a", "m2 n:1 f:b", "m3 f:b", "m4 n:2 f:a"], ["m1 m2", "m3", "m4"]),
        (["m1 n:1", "m2 n:2"], ["m1", "m2"]),
        # one entity of which two NIKs are told is linked to nobody by either
        (["m1 n:1", "m1 n:2", "m2 n:1", "m3 n:2"], ["m1", "m2", "m3"]),
        (["m1 n:1", "m1 n:2", "m2 f:a", "m3 f:a"], ["m1", "m2 m3"]),
    ],
)
def test_levels(mentions: list[str], groups: list[str]) -> None:
    assert _groups(*mentions) == groups


def test_the_smallest_mention_names_the_subject() -> None:
    subjects = match_subjects(map(_mention, ["m3 n:1", "m2 n:1 f:a", "m9 f:a"])).subjects
    assert subjects == {"m2": "m2", "m3": "m2", "m9": "m2"}


KEYS = st.one_of(st.none(), st.integers(1, 4).map(lambda number: b"%d" % number))
MENTIONS = st.lists(
    st.builds(Mention, st.integers(10, 22).map(lambda number: f"m{number}"), KEYS, KEYS),
    max_size=14,
)


@cases(200)
@given(mentions=MENTIONS, data=st.data())
def test_order_and_duplication_change_no_subject(
    mentions: list[Mention], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(mentions))) if mentions else []
    assert match_subjects(data.draw(st.permutations([*mentions, *again]))) == match_subjects(
        mentions
    )


@cases(200)
@given(mentions=MENTIONS)
def test_no_subject_holds_two_niks_but_one_entity_told_of_with_two(mentions: list[Mention]) -> None:
    matching = match_subjects(mentions)
    members: dict[str, set[Mention]] = defaultdict(set)
    for mention in mentions:
        members[matching.subjects[mention.mention_id]].add(mention)
    for subject_id, group in members.items():
        entities = {mention.mention_id for mention in group}
        assert subject_id == min(entities)
        assert len({one.nik for one in group if one.nik}) <= 1 or len(entities) == 1


@cases(200)
@given(mentions=MENTIONS)
def test_the_same_nik_is_the_same_subject_unless_contested(mentions: list[Mention]) -> None:
    subjects = match_subjects(mentions).subjects
    told: dict[str, set[bytes]] = defaultdict(set)
    for mention in mentions:
        if mention.nik:
            told[mention.mention_id].add(mention.nik)
    by_nik = defaultdict(set)
    for mention_id, niks in told.items():
        if len(niks) == 1:
            by_nik[next(iter(niks))].add(subjects[mention_id])
    assert all(len(group) == 1 for group in by_nik.values())


@cases(100)
@given(mentions=MENTIONS)
def test_components_apart_do_not_touch_each_other(mentions: list[Mention]) -> None:
    """Matching a component alone, as merging does, gives what matching everybody gives."""
    whole = match_subjects(mentions).subjects
    for start in mentions:
        linked = {start}
        while True:
            keys = {key for one in linked for key in _keys(one)}
            grown = {one for one in mentions if keys.intersection(_keys(one))}
            if grown <= linked:
                break
            linked |= grown
        alone = match_subjects(linked).subjects
        assert alone == {mention_id: whole[mention_id] for mention_id in alone}


def _keys(mention: Mention) -> set[tuple[str, object]]:
    named = {"id": mention.mention_id, "nik": mention.nik, "family": mention.family}
    return {(name, value) for name, value in named.items() if value}


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (("Ani Lestari", "Ani L.", "ANI LESTARI"), ["m0 m1 m2"]),
        (("Ani Lestari", "Budi Santoso", "Ani Lestari"), ["m0 m2", "m1"]),  # a twin's NIK
        (("By. Ny. Siti", "Ahmad Fauzan", ""), ["m0 m1 m2"]),  # no name contradicts none
    ],
)
def test_one_nik_joins_unless_the_names_contradict_each_other(
    names: tuple[str, ...], groups: list[str]
) -> None:
    told = [Mention(f"m{n}", b"1", None, Traits(name)) for n, name in enumerate(names)]
    assert _grouped(match_subjects(told).subjects) == groups


def _link(seq: int, text: str) -> Link:
    """`m1 m2 = m3`: the left side is the right side's person; with `/` it is not."""
    joins = "=" in text
    left, right = text.split("=" if joins else "/")
    return Link(seq, joins, frozenset(left.split()), frozenset(right.split()))


@pytest.mark.parametrize(
    ("mentions", "links", "groups"),
    [
        (["m1", "m2"], ["m1 = m2"], ["m1 m2"]),
        (["m1 n:1", "m2"], ["m1 = m2"], ["m1 m2"]),
        (["m1 n:1", "m2 n:2"], ["m1 = m2"], ["m1", "m2"]),
        # a chain through somebody without NIK joins no two NIKs: the newer word counts
        (["m1 n:1", "m2", "m3 n:2"], ["m1 = m2", "m2 = m3"], ["m1", "m2 m3"]),
        (["m1 n:1", "m2 n:1", "m3 n:1"], ["m1 m3 / m2"], ["m1 m3", "m2"]),
        (["m1 n:1", "m2 n:1", "m3 n:1"], ["m1 / m2 m3"], ["m1", "m2 m3"]),
        (["m1 f:a", "m2 f:a", "m3 f:a"], ["m2 / m1 m3"], ["m1 m3", "m2"]),
        (["m1", "m2"], ["m1 = m2", "m1 / m2"], ["m1", "m2"]),
        (["m1", "m2"], ["m1 / m2", "m1 = m2"], ["m1 m2"]),
        # who was parted from the others does not take along whom they were joined with
        (["m1 n:1", "m2 n:1", "t1"], ["m1 m2 = t1", "m1 / m2 t1"], ["m1", "m2 t1"]),
        (["m2"], ["m1 = m2"], ["m2"]),  # a rejected submission is not there
    ],
)
def test_what_people_decided_stands_before_the_rules(
    mentions: list[str], links: list[str], groups: list[str]
) -> None:
    decided = [_link(seq, text) for seq, text in enumerate(links)]
    assert _grouped(match_subjects(map(_mention, mentions), decided).subjects) == groups


SIDES = st.sets(st.integers(10, 22).map(lambda number: f"m{number}"), min_size=1, max_size=3)
LINKS = st.lists(st.tuples(st.booleans(), SIDES, SIDES), max_size=5).map(
    lambda rows: [
        Link(n, joins, frozenset(a), frozenset(b)) for n, (joins, a, b) in enumerate(rows)
    ]
)


@cases(300)
@given(mentions=MENTIONS, links=LINKS, data=st.data())
def test_no_decision_in_any_order_joins_two_niks(
    mentions: list[Mention], links: list[Link], data: st.DataObject
) -> None:
    matching = match_subjects(mentions, links)
    again = match_subjects(data.draw(st.permutations(mentions)), data.draw(st.permutations(links)))
    assert again == matching
    members: dict[str, set[Mention]] = defaultdict(set)
    for mention in mentions:
        members[matching.subjects[mention.mention_id]].add(mention)
    for group in members.values():
        entities = {mention.mention_id for mention in group}
        assert len({one.nik for one in group if one.nik}) <= 1 or len(entities) == 1


@cases(200)
@given(mentions=MENTIONS, links=LINKS)
def test_the_newest_parting_always_holds(mentions: list[Mention], links: list[Link]) -> None:
    newest = Link(99, False, frozenset({"m10", "m11"}), frozenset({"m12", "m13"}))
    subjects = match_subjects(mentions, [*links, newest]).subjects
    left, right = (
        {subjects[one] for one in side if one in subjects} for side in (newest.left, newest.right)
    )
    assert not left & right


@pytest.mark.parametrize(
    ("answers", "number", "family"),
    [
        ({}, None, None),
        ({"orang/nama": "Ani"}, None, None),
        ({"orang/nik": "6402061204240001"}, "6402061204240001", None),
        ({"orang/nik": "640206120424000"}, None, None),
        ({"orang/nik": "1234567890123456"}, None, None),
        # the mother's NIK, typed for her child
        ({"orang/nik": "6402065204900001", "orang/tanggal_lahir": "2024-04-12"}, None, None),
        (
            {
                "orang/no_kk": "6402061204240009",
                "orang/nama": " Siti  NURHALIZA, ",
                "orang/tanggal_lahir": "2024-04-12",
            },
            None,
            "6402061204240009|sitinurhaliza|2024-04-12",
        ),
        ({"orang/no_kk": "6402061204240009", "orang/nama": "Ani"}, None, None),
    ],
)
def test_what_answers_say_of_who_somebody_is(
    answers: dict[str, str], number: str | None, family: str | None
) -> None:
    identity = identity_from(answers)
    assert (identity.number, identity.family) == (number, family)
    assert identity.named == bool(answers)


@pytest.mark.parametrize(
    ("kind", "answers", "number"),
    [
        ("keluarga", {"keluarga/no_kk": "6402061204240009"}, "6402061204240009"),
        ("keluarga", {"keluarga/no_kk": "0000000000000000"}, None),
        ("rumah", {"rumah/kode_rumah": "rt 05-12"}, "RT05-12"),
        ("sarana", {"kode_sarana": ""}, None),
    ],
)
def test_what_is_no_person_is_named_by_its_own_key(
    kind: str, answers: dict[str, str], number: str | None
) -> None:
    identity = identity_from(answers, kind)
    assert (identity.number, identity.named) == (number, number is not None)
