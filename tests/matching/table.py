"""What the matcher makes of labelled mentions: how much of it is true, and how much was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from app.merge.blocking import keys_of, pairs_sharing
from app.merge.identity import identity_from
from app.merge.likeness import Likeness, Portrait, likeness
from app.merge.matching import Mention, match_subjects
from tests.matching.people import Person, people
from tests.matching.situations import SITUATIONS, situations
from tests.matching.writing import Told, tell

TUNING_SEEDS = tuple(range(1, 9))
FINAL_SEEDS = tuple(range(9001, 9009))

Pair = tuple[str, str]


@dataclass(slots=True)
class Counts:
    """What was counted over some seeds."""

    mentions: int = 0
    merged: int = 0  # pairs of mentions in one subject
    merged_true: int = 0
    true: int = 0  # pairs of mentions of one person
    found: int = 0  # of those, merged or suggested
    suggested: int = 0  # pairs of subjects
    suggested_true: int = 0
    twins: int = 0  # pairs of twins
    twins_merged: int = 0  # pairs of twins of whom any mention was merged
    twins_asked: int = 0  # pairs of twins of whom any two subjects are suggested
    hard: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    levels: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    @property
    def precision(self) -> float:
        """Of what was merged by itself, how much is true."""
        return self.merged_true / self.merged

    @property
    def recall(self) -> float:
        """Of what is true, how much was merged or suggested."""
        return self.found / self.true

    @property
    def worth(self) -> float:
        """Of what was suggested, how much is true."""
        return self.suggested_true / self.suggested


def count(seeds: Iterable[int]) -> Counts:
    """Count over several invented populations."""
    counts = Counts()
    for seed in seeds:
        everybody = people(seed)
        _count_one(tell(seed, everybody), _twins(everybody), counts)
    return counts


def mention_of(told: Told) -> Mention:
    """A submission as matching sees it, its fingerprints left readable."""
    identity = identity_from(told.answers)
    nik, family = (text.encode() if text else None for text in (identity.number, identity.family))
    return Mention(told.mention_id, nik, family, identity.traits)


def suggested(told: Sequence[Told], subjects: Mapping[str, str]) -> dict[Pair, Likeness]:
    """The pairs of subjects that are suggested, as the worker would store them."""
    traits, villages = defaultdict(set), defaultdict(set)
    for one in told:
        subject_id = subjects[one.mention_id]
        traits[subject_id].add(identity_from(one.answers).traits)
        villages[subject_id].add(one.village)
    portraits = {subject_id: Portrait(frozenset(told)) for subject_id, told in traits.items()}
    keys = {one: keys_of(portrait, villages[one]) for one, portrait in portraits.items()}
    compared = {(a, b): likeness(portraits[a], portraits[b]) for a, b in pairs_sharing(keys)}
    return {pair: found for pair, found in compared.items() if found}


def _twins(everybody: Iterable[Person]) -> set[tuple[int, int]]:
    by_nik = {one.nik: one.person_id for one in everybody}
    return {
        (one.person_id, by_nik[one.twin_nik])
        for one in everybody
        if one.twin_nik and one.person_id < by_nik[one.twin_nik]
    }


def _count_twins(
    twins: Iterable[tuple[int, int]],
    persons: Mapping[int, set[str]],
    likely: Iterable[Pair],
    counts: Counts,
) -> None:
    for one, two in twins:
        counts.twins += 1
        counts.twins_merged += bool(persons[one] & persons[two])
        counts.twins_asked += any(
            (a, b) in likely or (b, a) in likely for a in persons[one] for b in persons[two]
        )


def _count_one(told: Sequence[Told], twins: set[tuple[int, int]], counts: Counts) -> None:
    subjects = match_subjects(map(mention_of, told)).subjects
    likely = suggested(told, subjects)
    who = {one.mention_id: one.person_id for one in told}
    counts.mentions += len(told)
    members = defaultdict(list)
    for mention_id, subject_id in subjects.items():
        members[subject_id].append(mention_id)
    for group in members.values():
        for a, b in combinations(group, 2):
            counts.merged += 1
            counts.merged_true += who[a] == who[b]
    mostly = {
        one: Counter(who[m] for m in group).most_common(1)[0][0] for one, group in members.items()
    }
    for (a, b), found in likely.items():
        right = mostly[a] == mostly[b]
        counts.suggested += 1
        counts.suggested_true += right
        counts.levels[found.level][0] += 1
        counts.levels[found.level][1] += right
        counts.levels[found.level][2] = found.score
    _count_found(told, subjects, likely, counts)
    persons = defaultdict(set)
    for one in told:
        persons[one.person_id].add(subjects[one.mention_id])
    _count_twins(twins, persons, likely, counts)


def _count_found(
    told: Sequence[Told],
    subjects: Mapping[str, str],
    likely: Mapping[Pair, Likeness],
    counts: Counts,
) -> None:
    persons = defaultdict(list)
    for one in told:
        persons[one.person_id].append(one)
    for group in persons.values():
        for a, b in combinations(group, 2):
            low, high = sorted((subjects[a.mention_id], subjects[b.mention_id]))
            merged, found = low == high, low == high or (low, high) in likely
            counts.true += 1
            counts.found += found
            for name in situations(a, b):
                pairs = counts.hard[name]
                pairs[:] = pairs[0] + 1, pairs[1] + merged, pairs[2] + found


def table(counts: Counts) -> str:
    """The table of docs/pencocokan.md."""
    asked = f"{counts.suggested_true} dari {counts.suggested}"
    rows = [
        ("yang diukur", "hasil", "batas"),
        ("---", "---:", "---:"),
        ("Kiriman", str(counts.mentions), ""),
        _row("Digabung sendiri: benar", counts.precision, counts.merged_true, counts.merged, 99),
        _row(
            "Semestinya satu: digabung atau diusulkan", counts.recall, counts.found, counts.true, 97
        ),
        ("Usulan yang benar", f"{_percent(counts.worth)} ({asked})", "50 %"),
        ("Pasangan kembar yang keliru digabung", f"{counts.twins_merged} dari {counts.twins}", ""),
        ("Pasangan kembar yang keliru diusulkan", f"{counts.twins_asked} dari {counts.twins}", ""),
    ]
    levels = [("tingkat usulan", "skor", "usulan", "benar"), ("---", "---:", "---:", "---:")]
    for name, (number, right, score) in sorted(counts.levels.items(), key=lambda x: -x[1][2]):
        levels.append((name, str(score), str(number), _percent(right / number)))
    hard = [("sulitnya", "pasang", "digabung", "atau diusulkan"), ("---", "---:", "---:", "---:")]
    for name in SITUATIONS:
        number, merged, found = counts.hard[name]
        hard.append((name, str(number), _percent(merged / number), _percent(found / number)))
    return "\n\n".join(
        "\n".join(f"| {' | '.join(row)} |" for row in part) for part in (rows, hard, levels)
    )


def _row(name: str, share: float, part: int, whole: int, bar: int) -> tuple[str, str, str]:
    return name, f"{_percent(share)} ({part} dari {whole} pasang)", f"{bar} %"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")
