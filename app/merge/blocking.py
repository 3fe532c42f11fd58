"""By which keys a subject is looked for: two who may be one share at least one. Pure.

The keys are texts here; they are stored as keyed fingerprints only. Those of names and birth dates hold
within a desa, so that no more than a desa is compared; NIK and No KK are asked everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from app.merge import births
from app.merge.likeness import Portrait, Traits
from app.merge.names import telling_sounds


def keys_of(portrait: Portrait, villages: Iterable[str]) -> frozenset[str]:
    """Answer the keys of a subject seen in these desa."""
    places = sorted(set(villages))
    return frozenset(
        key for traits in portrait.told for key in (*_everywhere(traits), *_within(traits, places))
    )


def _everywhere(traits: Traits) -> Iterable[str]:
    if traits.nik:
        yield f"nik|{traits.nik}"
    if traits.no_kk:
        yield from (f"kk|{traits.no_kk}|{sound}" for sound in telling_sounds(traits.name))
        yield f"kk|{traits.no_kk}|{traits.birth}"


def _within(traits: Traits, places: list[str]) -> Iterable[str]:
    sounds = telling_sounds(traits.name)
    for place in places:
        if traits.mother:
            mother = telling_sounds(traits.mother)
            yield from (f"ibu|{place}|{sound}|{one}" for sound in sounds for one in mother)
        if not traits.birth:
            continue
        year, day = traits.birth[:4], traits.birth[5:]
        yield from (f"tahun|{place}|{year}|{sound}" for sound in sounds)
        if births.only_year(traits.birth, estimated=traits.estimated):
            continue
        yield f"lahir|{place}|{traits.birth}"
        yield from (f"hari|{place}|{day}|{sound}" for sound in sounds)
        if turned := births.swapped(traits.birth):
            yield f"lahir|{place}|{turned}"


def pairs_sharing(keys: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
    """Answer the pairs of subjects that share a key, from the keys of each."""
    found: dict[str, set[str]] = {}
    for subject_id, theirs in keys.items():
        for key in theirs:
            found.setdefault(key, set()).add(subject_id)
    return {pair for group in found.values() for pair in combinations(sorted(group), 2)}
