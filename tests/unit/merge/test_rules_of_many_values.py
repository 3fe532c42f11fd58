"""The rules that put values together: sum, count, max, min, union, event, attachment."""

from __future__ import annotations

from typing import Any

from app.merge.rules import RULES
from tests.unit.merge.facts import decided, lines, told
from tests.unit.merge.table import Row, check, rows

SURE, ASKED = "pasti", "ditanya"


@rows(
    Row("reports add up", "a 11-05 4", "b 11-06 5", 9, SURE, "jumlah"),
    Row("the same submission counts once", "a 11-05 4", "a 11-05 4", 4, SURE, "jumlah"),
    Row(
        "of each subject the newest counts",
        "a 11-05 4 @ani; b 11-05 7 @budi",
        "c 11-06 5 @ani",
        12,
        SURE,
        "jumlah",
        "a: lebih_lama",
    ),
    Row(
        "subjects and reports add up together",
        "a 11-05 4 @ani",
        "b 11-06 5",
        9,
        SURE,
        "jumlah",
    ),
    Row(
        "rows of one visit add up",
        "a 11-05 9 @ani /r[1]",
        "b 11-06 4 @ani /r[1]; b 11-06 5 @ani /r[2]",
        9,
        SURE,
        "jumlah",
        "a: lebih_lama",
    ),
    Row("decimals are exact", "a 11-05 0.1", "b 11-06 0.2", "0.3", SURE, "jumlah"),
    Row("whole and decimal make a decimal", "a 11-05 1", "b 11-06 0.50", "1.5", SURE, "jumlah"),
    Row(
        "what is no number is ignored",
        "a 11-05 4; b 11-05 banyak",
        "c 11-06 5",
        9,
        SURE,
        "jumlah",
        "b: tidak_memenuhi",
    ),
    Row(
        "a subject's last number counts, not a later word",
        "a 11-05 4 @ani",
        "b 11-06 banyak @ani",
        4,
        SURE,
        "jumlah",
        "b: tidak_memenuhi",
    ),
    Row("of nothing but words there is no sum", "", "a 11-05 banyak", None, SURE, "jumlah",
        "a: tidak_memenuhi"),
    Row("a number nobody can mean is none", "a 11-05 4", "b 11-06 1E999999", 4, SURE, "jumlah",
        "b: tidak_memenuhi"),
    Row("nought is a number", "", "a 11-05 0", 0, SURE, "jumlah"),
    Row("what is owed may be negative", "a 11-05 -4", "b 11-06 1", -3, SURE, "jumlah"),
)  # fmt: skip
def test_sum(row: Row) -> None:
    check("sum", row)


@rows(
    Row(
        "a subject counts once",
        "a 11-05 1 @ani",
        "b 11-06 1 @ani; c 11-06 1 @budi",
        2,
        SURE,
        "hitung",
        "a: sudah_dihitung",
    ),
    Row(
        "for whom it does not hold is not counted",
        "a 11-05 ya @ani",
        "b 11-06 tidak @budi",
        1,
        SURE,
        "hitung",
        "b: tidak_memenuhi",
    ),
    Row(
        "it held once in the month, so it is counted",
        "a 11-05 1 @ani",
        "b 11-06 0 @ani",
        1,
        SURE,
        "hitung",
        "b: tidak_memenuhi",
    ),
    Row(
        "where it holds for nobody the answer is nought, not unknown",
        "a 11-05 tidak @ani",
        "b 11-06 0 @budi",
        0,
        SURE,
        "hitung",
        "a: tidak_memenuhi; b: tidak_memenuhi",
    ),
    Row("without a subject each answer counts", "a 11-05 1", "b 11-06 1", 2, SURE, "hitung"),
    Row("rows of a list count each", "a 11-05 1 /r[1]", "a 11-05 1 /r[2]", 2, SURE, "hitung"),
    Row("an option chosen is a yes", "a 11-05 bcg, @ani", "b 11-05 , @budi", 1, SURE, "hitung",
        "b: tidak_memenuhi"),
)  # fmt: skip
def test_count(row: Row) -> None:
    check("count", row)


@rows(
    Row("the greatest", "a 11-05 9", "b 11-06 10", 10, SURE, "terbesar", "a: tidak_terbesar"),
    Row("not by its letters", "a 11-05 9.5", "b 11-06 10", 10, SURE, "terbesar",
        "a: tidak_terbesar"),
    Row("of equals the newest", "a 11-05 9", "b 11-06 9.0", "9.0", SURE, "terbesar", "a: sama"),
    Row("a word is no number", "a 11-05 besar", "b 11-06 1", 1, SURE, "terbesar",
        "a: tidak_memenuhi"),
    Row("of words there is none", "", "a 11-05 besar", None, SURE, "terbesar",
        "a: tidak_memenuhi"),
    Row("of days the last", "a 11-05 2026-11-04", "b 11-06 2026-11-01", "2026-11-04", SURE,
        "terbesar", "b: tidak_terbesar"),
)  # fmt: skip
def test_max(row: Row) -> None:
    check("max", row)


@rows(
    Row("the least", "a 11-05 9", "b 11-06 10", 9, SURE, "terkecil", "b: tidak_terkecil"),
    Row("below nought", "a 11-05 -9", "b 11-06 -10.5", "-10.5", SURE, "terkecil",
        "a: tidak_terkecil"),
    Row("of equals the newest", "b 11-06 11.4", "a 11-05 11.4", "11.4", SURE, "terkecil",
        "a: sama"),
    Row("of days the first", "a 11-05 2026-11-04", "b 11-06 2026-11-01", "2026-11-01", SURE,
        "terkecil", "a: tidak_terkecil"),
)  # fmt: skip
def test_min(row: Row) -> None:
    check("min", row)


@rows(
    Row("options are joined", "a 11-05 bcg,", "b 11-06 bcg,opv1", ["bcg", "opv1"], SURE,
        "gabungan", "a: lebih_lama"),
    Row(
        "an option the newest omits still stands, and is asked about",
        "a 11-05 bcg,hb0",
        "b 11-06 bcg,",
        ["bcg", "hb0"],
        ASKED,
        "gabungan",
    ),
    Row(
        "an omission of the past is no question",
        "b 11-06 bcg,hb0",
        "a 11-05 bcg,",
        ["bcg", "hb0"],
        SURE,
        "gabungan",
        "a: lebih_lama",
    ),
    Row(
        "a person removes an option",
        "a 11-05 bcg,hb0",
        "b 11-06 bcg,",
        ["bcg"],
        SURE,
        "gabungan",
        "a: lebih_lama",
        decided("bcg hb0", ["bcg"]),
    ),
    Row(
        "a person keeps all",
        "a 11-05 bcg,hb0",
        "b 11-06 bcg,",
        ["bcg", "hb0"],
        SURE,
        "gabungan",
        "",
        decided("bcg hb0", ["bcg", "hb0"]),
    ),
    Row(
        "who only told of what was removed was not chosen",
        "a 11-05 hb0,",
        "b 11-06 bcg,",
        ["bcg"],
        SURE,
        "gabungan",
        "a: tidak_dipilih",
        decided("bcg hb0", ["bcg"]),
    ),
    Row(
        "a removal stays when a new option comes, and the new omission is asked about",
        "a 11-05 bcg,hb0; b 11-06 bcg,",
        "c 11-07 opv1,",
        ["bcg", "opv1"],
        ASKED,
        "gabungan",
        "a: lebih_lama",
        decided("bcg hb0", ["bcg"]),
    ),
    Row("one choice is one option", "a 11-05 sumur", "b 11-06 pdam", ["pdam", "sumur"], ASKED,
        "gabungan"),
    Row("a nonsensical choice of a person harms nothing", "a 11-05 bcg,", "b 11-06 bcg,", [],
        SURE, "gabungan", "a: tidak_dipilih; b: tidak_dipilih", decided("bcg", 5)),
)  # fmt: skip
def test_union(row: Row) -> None:
    check("union", row)


def _timeline(*pairs: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"at": f"2026-{day}T04:00:00+00:00", "value": value} for day, value in pairs]


@rows(
    Row(
        "entries stand in the order of their days, whatever came first",
        "b 11-06 5.5",
        "a 11-05 5.1",
        _timeline(("11-05", "5.1"), ("11-06", "5.5")),
        SURE,
        "peristiwa",
    ),
    Row("the same entry stands once", "a 11-05 diare,ispa", "a 11-05 diare,ispa",
        _timeline(("11-05", ["diare", "ispa"])), SURE, "peristiwa"),
)  # fmt: skip
def test_event(row: Row) -> None:
    check("event", row)


@rows(
    Row(
        "files stand newest first",
        "a 11-05 lama.jpg",
        "b 11-06 baru.jpg",
        [
            {"instance_id": "b", "name": "baru.jpg"},
            {"instance_id": "a", "name": "lama.jpg"},
        ],
        SURE,
        "lampiran",
    ),
)
def test_attachment(row: Row) -> None:
    check("attachment", row)


def test_a_sum_of_many_decimals_loses_no_digit() -> None:
    facts = [told(f"s{number} 11-05 100000000000000.{number:015d}") for number in range(1, 900)]
    total = RULES["sum"].resolve(facts, None).value
    assert total == "89900000000000000.00000000040455"


def test_whoever_is_unreviewed_marks_the_sum() -> None:
    facts = lines("a 11-05 4 diterima; b 11-06 5")
    assert RULES["sum"].resolve(facts, None).unreviewed
    assert not RULES["sum"].resolve(facts[:1], None).unreviewed
