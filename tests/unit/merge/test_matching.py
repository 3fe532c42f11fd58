"""Who is the same person: by declared levels, whatever came first, and never two NIKs in one."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.matching import Identity, Mention, identity_from, match_subjects, normal_name
from tests.unit.merge.cases import cases


def _mention(text: str) -> Mention:
    """`m1 n:1 f:a`: the mention m1 with NIK 1 and family a."""
    mention_id, *keys = text.split()
    found = {key[0]: key[2:].encode() for key in keys}
    return Mention(mention_id, found.get("n"), found.get("f"))


def _groups(*texts: str) -> list[str]:
    subjects = match_subjects([_mention(text) for text in texts]).subjects
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


def test_what_two_niks_forbid_is_suggested() -> None:
    matching = match_subjects(map(_mention, ["m1 n:1 f:a", "m2 f:a", "m3 n:2 f:a"]))
    assert matching.suggestions == (("m1", "m2"), ("m1", "m3"))


def test_a_contested_nik_is_suggested() -> None:
    matching = match_subjects(map(_mention, ["m1 n:1", "m1 n:2", "m2 n:1"]))
    assert matching.suggestions == (("m1", "m2"),)


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
    assert all(matching.subjects[a] != matching.subjects[b] for a, b in matching.suggestions)


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
    ("answers", "identity"),
    [
        ({}, Identity(None, None, False)),
        ({"orang/nama": "Ani"}, Identity(None, None, True)),
        ({"orang/nik": "6402061204240001"}, Identity("6402061204240001", None, True)),
        ({"orang/nik": "640206120424000"}, Identity(None, None, True)),
        (
            {
                "orang/no_kk": "6402061204240009",
                "orang/nama": " Siti  NURHALIZA, ",
                "orang/tanggal_lahir": "2024-04-12",
            },
            Identity(None, "6402061204240009|siti nurhaliza|2024-04-12", True),
        ),
        (
            {"orang/no_kk": "6402061204240009", "orang/nama": "Ani"},
            Identity(None, None, True),
        ),
    ],
)
def test_what_answers_say_of_who_somebody_is(answers: dict[str, str], identity: Identity) -> None:
    assert identity_from(answers) == identity


def test_names_are_compared_without_case_accents_and_signs() -> None:
    assert normal_name("Noer'aini  SITI-Ratna É.") == "noer aini siti ratna e"
