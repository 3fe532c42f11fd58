"""Judging one subject: every score of every visit, and what is counted of it month by month. Pure.

The same subject with the same values gives the same results, whatever came first: pages show them as
they are worked out, and merging counts them by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.scores import bodies, deaths, growth, houses, response, screens, skills, weighing
from app.scores.declared import Declared, Score
from app.scores.limits import Limits
from app.scores.seen import Judge, JudgeAll, Outcome, Seen

FUNCTIONS: Mapping[str, Judge] = {
    "bb_u": growth.weight_for_age,
    "pb_tb_u": growth.length_for_age,
    "bb_pb_tb": growth.weight_for_length,
    "imt_u": growth.mass_for_age,
    "imt_u_5_18": growth.mass_for_age_older,
    "lila_balita": growth.arm_of_child,
    "gizi_buruk": growth.severe_malnutrition,
    "bgm": growth.below_red_line,
    "kek": bodies.arm_of_mother,
    "anemia": bodies.haemoglobin,
    "imt_dewasa": bodies.mass_of_adult,
    "lingkar_perut": bodies.waist,
    "tekanan_darah": bodies.blood_pressure,
    "gula_darah": bodies.blood_sugar,
    "edema": bodies.swelling,
    "tanda_bahaya": bodies.danger_signs,
    "tbc": bodies.tuberculosis,
    "puma": screens.lungs,
    "aks": screens.daily_living,
    "skilas": screens.elderly_check,
    "srq": screens.mind,
    "srq_17": screens.suicidal_thought,
    "rtlh": houses.decent_house,
    "tercakup": houses.covered,
    "kelompok_kematian": deaths.group_of_death,
    "tingkat_kader": skills.kader_level,
    "waktu_tanggap": response.minutes_to_arrive,
}
IN_A_ROW: Mapping[str, JudgeAll] = {
    "hasil_timbang": weighing.results_of_weighing,
    "dua_t": weighing.twice_not_gained,
}
EVENT = "event"
Cells = Iterable[
    Sequence[Any]
]  # field, period, value, rule, status, reason, unreviewed, sources, latest


@dataclass(frozen=True, slots=True)
class Used:
    """A value a result comes from: its field, and the cell it stands in (no month: for good)."""

    field: str
    period: str
    value: Any


@dataclass(frozen=True, slots=True)
class Result:
    """What one score says of one visit, or of how things stand; `at` is the moment told of."""

    score: Score
    period: str  # the month it counts in; empty for how things stand
    at: str
    outcome: Outcome
    used: tuple[Used, ...]


@dataclass(slots=True)
class Story:
    """A subject's merged values: what holds for good with its moment, and each visit in its order."""

    lasting: dict[str, tuple[Any, str]] = field(default_factory=dict)
    visits: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=dict
    )  # by (moment, month)


def story_of(cells: Cells) -> Story:
    """Answer a subject's merged cells as visits and what holds for good."""
    story = Story()
    visits: dict[tuple[str, str], dict[str, Any]] = {}
    for name, period, value, rule, *_told, latest in cells:
        if not period:
            story.lasting[name] = (value, latest)
        elif rule == EVENT:
            for one in value:
                visits.setdefault((one["at"], period), {})[name] = one["value"]
    story.visits = {key: visits[key] for key in sorted(visits)}
    return story


@dataclass(frozen=True, slots=True)
class _Context:
    """What all scores of a subject are judged with: the story, the cut-offs, and each moment's day."""

    story: Story
    limits: Limits
    zone: ZoneInfo
    days: dict[str, date] = field(default_factory=dict)

    def seen(self, score: Score, key: tuple[str, str], told: Mapping[str, Any]) -> Seen:
        """Answer a visit, or how things stand at a moment, as a score needs it."""
        day = self.days.get(key[0])
        if day is None:
            day = self.days[key[0]] = datetime.fromisoformat(key[0]).astimezone(self.zone).date()
        lasting = self.story.lasting
        values = tuple(
            told.get(name) if name in score.told else lasting.get(name, (None,))[0]
            for name in score.needs
        )
        return Seen(day, key[1] or f"{day:%Y-%m}", values, self.limits)


def results_of(
    story: Story, declared: Declared, limits: Limits, zone: ZoneInfo, since: str = ""
) -> list[Result]:
    """Answer every result of a subject: of how things stand, and of the visits from a month on."""
    context = _Context(story, limits, zone)
    told = frozenset(name for visit in story.visits.values() for name in visit)
    found: list[Result] = []
    for score in declared.scores:
        if score.is_lasting:
            found += _standing(score, context)
        elif not score.told.isdisjoint(told):
            found += _of_visits(score, context, since)
    return found


def _standing(score: Score, context: _Context) -> list[Result]:
    lasting = context.story.lasting
    at = max((lasting[name][1] for name in score.needs if name in lasting), default="")
    if not at:
        return []
    outcome = FUNCTIONS[score.function](context.seen(score, (at, ""), {}))
    return [Result(score, "", at, outcome, _used(score, context.story, {}, ""))] if outcome else []


def _of_visits(score: Score, context: _Context, since: str) -> list[Result]:
    visits, in_a_row = context.story.visits, IN_A_ROW.get(score.function)
    keys = [
        key
        for key, told in visits.items()
        if (in_a_row or key[1] >= since) and not score.told.isdisjoint(told)
    ]
    every = [context.seen(score, key, visits[key]) for key in keys]
    outcomes = in_a_row(every, since) if in_a_row else list(map(FUNCTIONS[score.function], every))
    return [
        Result(score, key[1], key[0], outcome, _used(score, context.story, visits[key], key[1]))
        for key, outcome in zip(keys, outcomes, strict=True)
        if outcome is not None
    ]


def _used(score: Score, story: Story, told: Mapping[str, Any], period: str) -> tuple[Used, ...]:
    found = []
    for name in score.needs:
        if name in score.told and name in told:
            found.append(Used(name, period, told[name]))
        elif name in story.lasting and name not in score.told:
            found.append(Used(name, "", story.lasting[name][0]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """Which counted fields a subject's month (or how it stands) adds to, each with yes or no."""

    period: str
    at: str
    field: str
    holds: bool


def counted_of(results: Iterable[Result], declared: Declared) -> list[Counted]:
    """Answer what is counted of a subject: of each score and month the newest plausible result."""
    newest: dict[tuple[str, str], Result] = {}
    for one in results:
        key = (one.score.field, one.period)
        if one.outcome.key and (key not in newest or newest[key].at <= one.at):
            newest[key] = one
    return [
        Counted(one.period, one.at, count.field, count.holds(one.outcome.key))
        for (score, _period), one in newest.items()
        for count in declared.counts
        if count.score == score
    ]
