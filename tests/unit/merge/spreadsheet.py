"""A profile as an official would work it out from one large spreadsheet: slow, and plain to see.

Written from the words of the rules, not from the engine: no strands, nothing kept, no order of arrival.
All that counts stands in one table, a row for each answer; each value of a profile is one look at its
part of the table. Where a rule tells why an answer was not used, every reason that is true is answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

ORDER = ["waktu", "selesai", "id", "pertanyaan"]
MONTHLY = ("revision", "sum", "count", "max", "min", "event", "attachment")
SURE, ASKED, CONFLICT = "pasti", "ditanya", "bertentangan"
YES = ("ya", "true")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

Place = tuple[str, str, str]  # of a value: Posyandu or person, field, month
Answer = tuple[str, str]  # submission, question


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a value, and the values that were there to choose from."""

    seen: frozenset[Any]
    chosen: Any

    def knows(self, values: Iterable[Any]) -> bool:
        """Whether nothing is there that was not there then."""
        return self.seen.issuperset(values)


NOBODY = Choice(frozenset(), object())


@dataclass(frozen=True)
class Expected:
    """A value with its status, why, the answers it rests on, and what is true of each other one."""

    value: Any
    status: str
    reason: str
    winners: frozenset[Answer]
    losers: Mapping[Answer, frozenset[str]]


def profile(answers: pd.DataFrame, choices: Mapping[Place, Choice]) -> dict[Place, Expected]:
    """Every value of every Posyandu and person."""
    table = answers[answers["berlaku"]].drop_duplicates(["id", "pertanyaan", "bidang_isian"]).copy()
    of_person = table["milik"] == "orang"
    table["tempat"] = table["orang"].where(of_person, table["posyandu"])
    table = table[table["tempat"] != ""]  # of a person whom nobody named nothing is known
    monthly = table["aturan"].isin(MONTHLY)
    table["bulan"] = table["bulan"].where(monthly, "")
    table["ragu"] = pd.to_datetime(table["waktu"]) - pd.to_datetime(
        table["diterima"]
    ) > pd.Timedelta(days=1)
    found = {}
    for names, part in table.groupby(["tempat", "bidang_isian", "bulan"]):
        place = place_of(names)
        rule = RULES[part["aturan"].iloc[0]]
        found[place] = rule(part.sort_values(ORDER), choices.get(place, NOBODY))
    return found


def place_of(names: Iterable[Any]) -> Place:
    """The name of a value: of which Posyandu or person, which field, which month."""
    place, field, month = names
    return place, field, month


def homes(answers: pd.DataFrame) -> dict[str, str]:
    """Where each person was last seen; a date of the future counts only where there is no other."""
    named = answers[answers["berlaku"] & (answers["orang"] != "")].drop_duplicates("id")
    ahead = pd.to_datetime(named["waktu"]) - pd.to_datetime(named["diterima"])
    named = named.assign(yakin=ahead <= pd.Timedelta(days=1)).sort_values(["yakin", *ORDER[:3]])
    return dict(named.groupby("orang")["posyandu"].last())


# -- one value out of several


def latest(part: pd.DataFrame, choice: Choice) -> Expected:
    """The newest; a date of the future is asked about, unless it was there when somebody chose."""
    sure, doubtful = part[~part["ragu"]], part[part["ragu"]]
    rivals = pd.concat([sure.tail(1), doubtful.tail(1)])
    picked = rivals[rivals["nilai"].map(lambda value: value == choice.chosen)].sort_values(ORDER)
    if choice.knows(rivals["nilai"]) and len(picked):
        return chosen(part, picked.index[-1])
    asked = not choice.knows(doubtful["nilai"].tail(1))
    return newest_of(part, sure.index[-1:], "terbaru", ASKED if asked else SURE)


def revision(part: pd.DataFrame, choice: Choice) -> Expected:
    """The newest accepted report, else the newest; other values stand against it until one is chosen."""
    picked = part[part["nilai"].map(lambda value: value == choice.chosen)]
    if choice.knows(part["nilai"]) and len(picked):
        return chosen(part, picked.index[-1])
    sure, doubtful = part[~part["ragu"]], part[part["ragu"]]
    accepted = sure[sure["keadaan"] == "diterima"]
    asked = ASKED if not choice.knows(doubtful["nilai"]) else SURE
    status = CONFLICT if sure["nilai"].nunique() > 1 else asked
    reason = "diterima_terbaru" if len(accepted) else "belum_ditinjau_terbaru"
    return newest_of(part, (accepted if len(accepted) else sure).index[-1:], reason, status)


def newest_of(part: pd.DataFrame, index: pd.Index, reason: str, status: str) -> Expected:
    """The value at an index, if there is any whose date can be trusted."""
    if not len(index):
        return answer(None, ASKED, "semua_meragukan", part, [], lambda _: {"masa_depan"})
    winner = part.loc[index[0]]

    def why(row: Any) -> set[str]:
        true = {"masa_depan"} if row.ragu else set()
        if row.nilai == winner.nilai and not row.ragu:
            true.add("sama")
        if reason == "diterima_terbaru" and row.keadaan != "diterima" and not row.ragu:
            true.add("belum_diterima")
        newer = [row[name] for name in ORDER] < [winner[name] for name in ORDER]
        return true | ({"lebih_lama"} if newer and not row.ragu else set())

    return answer(winner.nilai, status, reason, part, index, why)


def chosen(part: pd.DataFrame, index: Any) -> Expected:
    """What a person chose."""
    value = part.loc[index].nilai
    return answer(value, SURE, "diputuskan", part, [index], lambda row: not_chosen(row, value))


def not_chosen(row: Any, value: Any) -> set[str]:
    """Why another than the chosen answer is not used."""
    return {"sama"} if row.nilai == value else {"tidak_dipilih"}


def agree(part: pd.DataFrame, choice: Choice) -> Expected:
    """The one value; of several the first, until one is chosen."""
    picked = part[part["nilai"].map(lambda value: value == choice.chosen)]
    if choice.knows(part["nilai"]) and len(picked):
        return chosen(part, picked.index[0])
    first, one = part.iloc[0], part["nilai"].nunique() == 1
    status, reason = (SURE, "sepakat") if one else (CONFLICT, "pertama")

    def why(row: Any) -> set[str]:
        return {"sama"} if row.nilai == first.nilai else {"berbeda"}

    return answer(first.nilai, status, reason, part, part.index[:1], why)


# -- numbers


def number(value: Any) -> Decimal | None:
    """A value as a number."""
    if isinstance(value, tuple):
        return None
    try:
        found = Decimal(value)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def added(part: pd.DataFrame, _choice: Choice) -> Expected:
    """Each person's newest numbers, and every one told of nobody."""
    counted = part[part["nilai"].map(number).notna()]
    nobody = counted[counted["orang"] == ""]
    winners = list(nobody.index)
    for _, own in counted[counted["orang"] != ""].groupby("orang"):
        winners += list(own[own["id"] == own["id"].iloc[-1]].index)
    numbers = [part.loc[index].nilai for index in winners]
    total = sum(map(Decimal, numbers), Decimal(0))
    whole = all(isinstance(one, int) for one in numbers)
    value = (int(total) if whole else plain(total)) if winners else None

    def why(row: Any) -> set[str]:
        return {"tidak_memenuhi"} if number(row.nilai) is None else {"lebih_lama"}

    return answer(value, SURE, "jumlah", part, winners, why)


def plain(total: Decimal) -> str:
    """A number as people write it: 0.3, not 0.30 and not 3E-1."""
    text = f"{total:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(part: pd.DataFrame, _choice: Choice) -> Expected:
    """How many it is true of: each person once, and each answer about nobody."""
    true = part[part["nilai"].map(is_true)]
    persons = true[true["orang"] != ""].groupby("orang").tail(1)
    winners = [*persons.index, *true[true["orang"] == ""].index]

    def why(row: Any) -> set[str]:
        return {"sudah_dihitung"} if is_true(row.nilai) else {"tidak_memenuhi"}

    return answer(len(winners), SURE, "hitung", part, winners, why)


def is_true(value: Any) -> bool:
    """Whether an answer says yes: a number but nought, the word, an option."""
    if isinstance(value, tuple):
        return len(value) > 0
    found = number(value)
    return found != 0 if found is not None else value in YES


def extreme(part: pd.DataFrame, most: Callable[..., Any], reason: str, why_not: str) -> Expected:
    """The newest of the greatest (or least) numbers; dates come after all numbers."""
    sizes = part["nilai"].map(size)
    if not sizes.notna().any():
        return answer(None, SURE, reason, part, [], lambda _: {"tidak_memenuhi"})
    best = most(sizes.dropna())
    index = sizes[sizes == best].index[-1]

    def why(row: Any) -> set[str]:
        if size(row.nilai) is None:
            return {"tidak_memenuhi"}
        return {"sama"} if size(row.nilai) == best else {why_not}

    return answer(part.loc[index].nilai, SURE, reason, part, [index], why)


def size(value: Any) -> tuple[int, Any] | None:
    """What a value is measured by."""
    found = number(value)
    if found is not None:
        return 0, found
    return (1, value) if isinstance(value, str) and DAY.fullmatch(value) else None


# -- values put together


def union(part: pd.DataFrame, choice: Choice) -> Expected:
    """All options told but those a person took away; asked where the newest leaves one out."""
    options = {index: set(as_options(value)) for index, value in part["nilai"].items()}
    every = set().union(*options.values())
    kept = choice.chosen if isinstance(choice.chosen, tuple) else ()
    stand = every - (choice.seen - set(kept))
    missing = stand - options[part.index[-1]]
    newest = {one: max(i for i, i_ in enumerate(part.index) if one in options[i_]) for one in stand}
    winners = sorted({part.index[place] for place in newest.values()})

    def why(row: Any) -> set[str]:
        return {"lebih_lama"} if options[row.name] & stand else {"tidak_dipilih"}

    status = ASKED if missing and not choice.knows(every) else SURE
    return answer(sorted(stand), status, "gabungan", part, winners, why)


def as_options(value: Any) -> tuple[str, ...]:
    """One choice is one option."""
    return value if isinstance(value, tuple) else (str(value),)


def timeline(part: pd.DataFrame, _choice: Choice) -> Expected:
    """All of it, in order."""
    value = [{"at": row.waktu, "value": listed(row.nilai)} for row in part.itertuples()]
    return answer(value, SURE, "peristiwa", part, part.index, lambda _: set())


def attached(part: pd.DataFrame, _choice: Choice) -> Expected:
    """All files, the newest first."""
    value = [{"instance_id": row.id, "name": row.nilai} for row in part[::-1].itertuples()]
    return answer(value, SURE, "lampiran", part, part.index, lambda _: set())


def listed(value: Any) -> Any:
    """Options as JSON holds them."""
    return list(value) if isinstance(value, tuple) else value


def answer(
    value: Any,
    status: str,
    reason: str,
    part: pd.DataFrame,
    winners: Iterable[Any],
    why: Callable[[Any], set[str]],
) -> Expected:
    """Put a value together with what it rests on and what lost."""
    won = part.index.isin(list(winners))
    names = part[["id", "pertanyaan"]].apply(tuple, axis=1)
    lost = part[~won]
    return Expected(
        value=listed(value),
        status=status,
        reason=reason,
        winners=frozenset(names[won]),
        losers={
            name: frozenset(why(row))
            for name, (_, row) in zip(names[~won], lost.iterrows(), strict=True)
        },
    )


RULES: Mapping[str, Callable[[pd.DataFrame, Choice], Expected]] = {
    "latest": latest,
    "revision": revision,
    "agree": agree,
    "sum": added,
    "count": counted,
    "max": lambda part, _: extreme(part, max, "terbesar", "tidak_terbesar"),
    "min": lambda part, _: extreme(part, min, "terkecil", "tidak_terkecil"),
    "union": union,
    "event": timeline,
    "attachment": attached,
}
