"""The tables fit each other: scores, counts, alarms, the catalogue of fields and the functions."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from app.accounts.access import REFER, ROLES
from app.design.library import read_library
from app.registry.bidang import BY_KEY, bidang_of_field
from app.scores.declared import ANY
from app.scores.judging import FUNCTIONS, IN_A_ROW, counted_of, results_of, story_of
from app.scores.library import read_alarms, read_declared, read_limits, read_per_report

ZONE = ZoneInfo("Asia/Makassar")
# Counted to alarm, shown nowhere.
HIDDEN = {"kes.skrining_srq_17"} | {f"kes.kematian_{who}" for who in ("bayi", "balita", "ibu")}
FIELDS = {row.field: row for row in read_library().fields}
BIRTH, SEX = "umum.orang_tanggal_lahir", "umum.orang_jenis_kelamin"
WEIGHT, LENGTH = "kes.balita_bb_riwayat", "kes.balita_pb_tb_riwayat"


def test_every_score_needs_fields_there_are_and_has_its_function() -> None:
    for score in read_declared().scores:
        assert FIELDS[score.field].rule == "computed", score.field
        assert score.function in FUNCTIONS.keys() | IN_A_ROW.keys(), score.field
        missing = [name for name in score.needs if name not in FIELDS]
        assert not missing, (score.field, missing)
        assert score.source


def test_every_function_is_used() -> None:
    used = {score.function for score in read_declared().scores}
    # Incidents are nobody's: how fast officers came is told of the Posyandu.
    used |= {one.function for one in read_per_report()}
    assert FUNCTIONS.keys() | IN_A_ROW.keys() == used


def test_what_a_report_works_out_to_has_a_rule_of_its_month() -> None:
    keys = {band.key for _since, bands in read_limits().bands["tanggap"] for band in bands}
    for one in read_per_report():
        assert FIELDS[one.field].scope == "posyandu"
        assert FIELDS[one.field].rule == ("count" if one.classes else "max"), one.field
        assert one.classes <= keys | {ANY}, one.field
        needs = {*one.needs, *(one.only or ())[:1]}
        assert {FIELDS[name].rule for name in needs} == {"event"}, one.field
        assert one.source


def test_every_count_counts_classes_there_are_by_a_fitting_rule() -> None:
    scores = {score.field: score for score in read_declared().scores}
    keys = {
        band.key
        for versions in read_limits().bands.values()
        for _since, bands in versions
        for band in bands
    }
    for count in read_declared().counts:
        assert count.classes <= keys | {ANY}, count.field
        if count.field not in HIDDEN:
            lasting = scores[count.score].is_lasting
            assert FIELDS[count.field].rule == ("current" if lasting else "count"), count.field
            assert FIELDS[count.field].scope == "posyandu"


def test_every_alarm_asks_somebody_who_can_answer_in_time() -> None:
    assert len({one.key for one in read_alarms()}) == len(read_alarms())
    for one in read_alarms():
        assert one.field in FIELDS.keys() | HIDDEN, one.key
        assert one.bidang in BY_KEY
        assert one.bidang == bidang_of_field(one.field)
        assert REFER in ROLES[one.role], one.key
        assert one.days >= 1
    kin = {one.key: one.kin for one in read_alarms() if one.kin}
    assert {kin[other]: other for other in kin} == kin  # each points to the other


def visit(field: str, period: str, *told: tuple[str, object]) -> list[object]:
    value = [{"at": f"{day}T01:00:00+00:00", "value": one} for day, one in told]
    return [field, period, value, "event", "pasti", "peristiwa", False, len(told), ""]


def lasting(field: str, value: object) -> list[object]:
    return [field, "", value, "agree", "pasti", "sama", False, 1, "2026-01-10T01:00:00+00:00"]


CHILD = [
    lasting(BIRTH, "2025-01-10"),
    lasting(SEX, "L"),
    visit(WEIGHT, "2026-01", ("2026-01-12", "8.0"), ("2026-01-25", "10.1")),
    visit(LENGTH, "2026-01", ("2026-01-12", "76")),
    visit(WEIGHT, "2026-02", ("2026-02-12", "10.1")),
    visit(WEIGHT, "2026-03", ("2026-03-12", "10.1")),
]


def test_a_child_is_judged_visit_by_visit_and_each_result_names_its_values() -> None:
    found = results_of(story_of(CHILD), read_declared(), read_limits(), ZONE)
    weights = [one for one in found if one.score.field == "kes.skor_bbu"]
    assert [one.at[:10] for one in weights] == [
        "2026-01-12",
        "2026-01-25",
        "2026-02-12",
        "2026-03-12",
    ]
    thin = next(one for one in found if one.score.field == "kes.skor_bbtb")
    assert thin.at.startswith("2026-01-12")
    used = {one.field: (one.period, one.value) for one in thin.used}
    assert used[WEIGHT] == ("2026-01", "8.0")
    assert used[BIRTH] == ("", "2025-01-10")


def test_a_month_counts_with_its_newest_result_and_twice_without_gain_looks_back() -> None:
    story = story_of(CHILD)
    results = results_of(story, read_declared(), read_limits(), ZONE)
    counted = {(one.field, one.period): one.holds for one in counted_of(results, read_declared())}
    assert counted["kes.skrining_kurang", "2026-01"] is False  # 8.0 was, 10.1 is not
    assert counted["kes.skrining_bbu", "2026-01"] is True
    assert counted["kes.skrining_t", "2026-02"] is True
    assert counted["kes.skrining_2t", "2026-03"] is True
    later = results_of(story, read_declared(), read_limits(), ZONE, since="2026-03")
    assert [one for one in results if not one.period or one.period >= "2026-03"] == later


def test_a_day_is_that_of_the_kabupaten() -> None:
    born = lasting(BIRTH, date(2025, 1, 10).isoformat())
    late = [{"at": "2026-01-09T17:00:00+00:00", "value": "9.5"}]  # one in the morning of the 10th
    cells = [born, lasting(SEX, "L"), [WEIGHT, "2026-01", late, "event", "", "", False, 1, ""]]
    (one,) = [
        result
        for result in results_of(story_of(cells), read_declared(), read_limits(), ZONE)
        if result.score.field == "kes.skor_bbu"
    ]
    assert (
        one.outcome.number
        == results_of(
            story_of([born, lasting(SEX, "L"), visit(WEIGHT, "2026-01", ("2026-01-10", "9.5"))]),
            read_declared(),
            read_limits(),
            ZONE,
        )[0].outcome.number
    )
