"""The fold against another way to the same numbers: plain loops and pandas over the raw answers.

Written from the rules' words, not from the engine: whole tables, no strands, no order of arrival.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from app.intake.states import ACCEPTED, REJECTED, UNREVIEWED
from app.merge.facts import FieldSpec, Origin, facts_from
from app.merge.fold import CellKey
from app.merge.matching import Mention
from tests.unit.merge.memory_log import Memory, Sent
from xlsform.field_map import FieldUse

QUESTIONS = {
    "jumlah_ibu": ("integer", "kes.ibu", "revision"),
    "porsi": ("decimal", "kes.porsi", "sum"),
    "ditimbang": ("calculate", "kes.ditimbang", "count"),
    "jam_buka": ("text", "umum.jam", "latest"),
    "tahun": ("integer", "umum.tahun", "agree"),
}
USES = [
    FieldUse(path, ((field, rule),), "", "umum", kind, None, "")
    for path, (kind, field, rule) in QUESTIONS.items()
]
SPECS = {field: FieldSpec(field, "posyandu", rule) for _, field, rule in QUESTIONS.values()}


def _raw(seed: int) -> list[dict[str, Any]]:
    """Rows as a spreadsheet would hold them: one for each submission."""
    dice = random.Random(seed)
    rows = []
    for number in range(dice.randint(1, 40)):
        month = dice.choice(("2026-09", "2026-10"))
        far = dice.random() < 0.1
        rows.append(
            {
                "id": f"uuid:{number:02d}",
                "posyandu": dice.choice(("A", "B")),
                "bulan": month,
                "waktu": f"{'2031-03' if far else month}-{dice.randint(1, 9):02d}T02:00:00+00:00",
                "anak": dice.choice(("", "ani", "budi", "citra")),
                "keadaan": dice.choice((UNREVIEWED, UNREVIEWED, ACCEPTED, REJECTED)),
                "jumlah_ibu": dice.choice(("", "3", "4", "5")),
                "porsi": dice.choice(("", "0.1", "0.20", "7", "1.5")),
                "ditimbang": dice.choice(("", "1", "0")),
                "jam_buka": dice.choice(("", "08:00", "09:00")),
                "tahun": dice.choice(("", "1998", "1998", "2001")),
            }
        )
    return rows


def _engine(rows: Sequence[dict[str, Any]], seed: int) -> Memory:
    dice, memory = random.Random(seed), Memory(SPECS)
    for row in dice.sample(rows, len(rows)):
        origin = Origin(
            row["id"], "uji", "1", UNREVIEWED, row["waktu"], "", "2026-11-01T00:00:00+00:00"
        )
        answers = {path: row[path] for path in QUESTIONS if row[path]}
        mention = Mention(row["anak"], None, None) if row["anak"] else None
        facts = tuple(facts_from(answers, USES, origin, ""))
        memory.receive(Sent(row["id"], "uji", row["posyandu"], row["bulan"], True, mention, facts))
        memory.set_state(row["id"], row["keadaan"])
        if dice.random() < 0.3:
            memory.merge(row["posyandu"], dice.randint(1, 3))
    memory.run_pending(7)
    return memory


def _table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    table = table[table["keadaan"] != REJECTED].sort_values(["waktu", "id"])
    table["meragukan"] = table["waktu"] > "2026-11-02T00:00:00+00:00"
    return table


def _revision(part: pd.DataFrame) -> tuple[Any, bool]:
    """The newest accepted, else the newest; and whether somebody is asked."""
    told = part[part["jumlah_ibu"] != ""]
    sure = told[~told["meragukan"]]
    accepted = sure[sure["keadaan"] == ACCEPTED]
    chosen = accepted if len(accepted) else sure
    value = int(chosen["jumlah_ibu"].iloc[-1]) if len(chosen) else None
    return value, sure["jumlah_ibu"].nunique() > 1 or bool(told["meragukan"].any())


def _sum(part: pd.DataFrame) -> str | None:
    told = part[part["porsi"] != ""]
    per_child = told[told["anak"] != ""].groupby("anak")["porsi"].last()
    numbers = [*per_child, *told[told["anak"] == ""]["porsi"]]
    total = sum((Decimal(number) for number in numbers), Decimal(0))
    return f"{total.normalize():f}" if numbers else None


def _count(part: pd.DataFrame) -> int | None:
    asked = part[part["ditimbang"] != ""]
    yes = asked[asked["ditimbang"] == "1"]
    children = set(yes["anak"]) - {""}
    return len(children) + int((yes["anak"] == "").sum()) if len(asked) else None


def _latest(part: pd.DataFrame) -> str | None:
    told = part[(part["jam_buka"] != "") & ~part["meragukan"]]
    return told["jam_buka"].iloc[-1] if len(told) else None


def _agree(part: pd.DataFrame) -> tuple[int | None, bool]:
    told = part[part["tahun"] != ""]["tahun"]
    return (int(told.iloc[0]) if len(told) else None), told.nunique() > 1


@pytest.mark.parametrize("seed", range(60))
def test_a_spreadsheet_comes_to_the_same_numbers(seed: int) -> None:
    rows = _raw(seed)
    memory, table = _engine(rows, seed), _table(rows)

    def shown(place: str, field: str, period: str = "") -> tuple[Any, bool]:
        cell = memory.cells.get(CellKey(place, field, period))
        return (cell.value, cell.status != "pasti") if cell else (None, False)

    for place in ("A", "B"):
        here = table[table["posyandu"] == place]
        assert shown(place, "umum.jam")[0] == _latest(here)
        assert shown(place, "umum.tahun") == _agree(here)
        for month in ("2026-09", "2026-10"):
            part = here[here["bulan"] == month]
            assert shown(place, "kes.ibu", month) == _revision(part)
            assert shown(place, "kes.porsi", month)[0] == _sum(part)
            assert shown(place, "kes.ditimbang", month)[0] == _count(part)
