"""What happens in the demo: the same every time, in order, and all that a visitor should find."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from app.demo.days import Clock, opening_day, report_day
from app.demo.dice import dice
from app.demo.monthly import FORMS
from app.demo.places import BIDANG, DILIGENT, MALUHU, STEADY
from app.demo.plot import tell
from app.demo.story import REJECT, RETURN, Sending
from tests.unit.demo.stage import SEED, TODAY, ZONE, chosen, events, sendings, verdicts

NOW = datetime.combine(TODAY, time(6), ZONE)
PERIODS = ["2026-08", "2026-09", "2026-10", "2026-11"]
FIRST_PILOT = f"{MALUHU}.001"


def month_of(sent: Sending) -> str:
    return sent.answers["kepala/periode"][:7]


def monthly() -> list[Sending]:
    return [sent for sent in sendings() if sent.form_id in FORMS.values()]


def test_the_same_arguments_tell_the_same_story() -> None:
    again = tell(chosen(), TODAY, ZONE, SEED, 3, 240)
    assert tuple(again) == events()


def test_another_day_has_instance_ids_of_its_own() -> None:
    tomorrow = sendings(told=events(today=date(2026, 11, 24)))
    shared = {sent.instance_id for sent in sendings()} & {sent.instance_id for sent in tomorrow}
    assert not shared


def test_no_instance_id_comes_twice() -> None:
    assert len({sent.instance_id for sent in sendings()}) == len(sendings())


def test_all_is_told_in_order_and_nothing_of_the_future() -> None:
    moments = [event.at for event in events()]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_what_follows_comes_after_what_it_follows() -> None:
    sent: dict[str, datetime] = {}
    for event in events():
        needed = getattr(event, "replaces", None)
        if isinstance(event, Sending):
            sent[event.instance_id] = event.at
        else:
            needed = event.instance_id
        assert needed is None or sent[needed] <= event.at


def test_a_form_is_finished_before_it_is_received() -> None:
    for sent in sendings():
        start, end = (datetime.fromisoformat(sent.answers[name]) for name in ("start", "end"))
        assert start < end <= sent.at
        assert start.utcoffset() == timedelta(hours=8)


def test_there_are_as_many_visits_as_asked() -> None:
    assert len(sendings("kes_balita")) == 240
    assert len(sendings("kes_balita", events(wanted=4, months=1, visits=4))) == 4
    assert not sendings("kes_balita", events(wanted=4, months=1, visits=0))


def test_maluhu_reports_all_six_bidang_of_every_past_month() -> None:
    found = {
        (sent.sender.place.code, sent.form_id, month_of(sent))
        for sent in monthly()
        if sent.sender.place.is_pilot
    }
    for order in (1, 2, 3, 4):
        for period in PERIODS[:-1]:
            for bidang in BIDANG:
                assert (f"{MALUHU}.00{order}", FORMS[bidang], period) in found


def test_the_running_month_is_partly_reported() -> None:
    running = [sent for sent in monthly() if month_of(sent) == PERIODS[-1]]
    past = [sent for sent in monthly() if month_of(sent) == PERIODS[-2]]
    assert 24 <= len(running) < len(past)
    mine = {sent.form_id for sent in running if sent.sender.place.code == FIRST_PILOT}
    assert mine == set(FORMS.values())


def test_reports_are_in_every_state_a_visitor_should_see() -> None:
    statuses = Counter(sent.answers["status_laporan"] for sent in monthly())
    assert min(statuses[word] for word in ("ada_kegiatan", "nihil", "belum_berjalan")) > 3
    decisions = Counter(verdict.decision for verdict in verdicts())
    assert decisions["terima"] > 200
    assert decisions[RETURN] >= 3
    assert decisions[REJECT] >= 1
    assert any(sent.replaces for sent in sendings())


def test_whoever_returns_or_rejects_says_why() -> None:
    for verdict in verdicts():
        if verdict.decision in {RETURN, REJECT}:
            assert len(verdict.reason) > 20


def test_most_reports_come_around_the_end_of_their_month_and_some_late() -> None:
    habits = {one.place.code: one.habit for one in chosen()}
    days = [
        (sent.at.date() - date.fromisoformat(sent.answers["kepala/periode"])).days
        for sent in monthly()
        if habits[sent.sender.place.code] == STEADY and month_of(sent) in PERIODS[:2]
    ]
    around = sum(23 <= day <= 39 for day in days)
    assert around / len(days) > 0.5
    assert any(day > 41 for day in days)


def test_two_kader_of_the_first_pilot_disagree_about_a_number_of_this_month() -> None:
    waters = {
        sent.answers["air/kk_air_layak"]
        for sent in sendings("pu_bulanan")
        if sent.sender.place.code == FIRST_PILOT and month_of(sent) == PERIODS[-1]
    }
    assert len(waters) == 2


@pytest.mark.parametrize(
    "today", [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 28), date(2028, 2, 29)]
)
def test_a_story_is_told_on_any_day(today: date) -> None:
    told = sendings(told=events(today=today))
    assert len(told) > 500
    assert max(sent.at for sent in told) <= datetime.combine(today, time(6), ZONE)


def test_an_opening_day_is_the_nth_weekday_of_its_month() -> None:
    assert opening_day("2026-11", 1, 0) == date(2026, 11, 2)
    assert opening_day("2026-11", 1, 6) == date(2026, 11, 1)
    assert opening_day("2026-11", 4, 5) == date(2026, 11, 28)


def test_a_health_report_never_tells_of_a_day_to_come() -> None:
    opening = date(2026, 11, 26)
    days = [
        report_day("2026-11", habit, opening, dice(n))
        for n in range(50)
        for habit in (DILIGENT, STEADY)
    ]
    assert min(days) >= opening


def test_the_months_end_with_the_running_one() -> None:
    assert Clock(NOW, ZONE).months(3) == PERIODS
