"""Which Posyandu a code means: old codes resolve for ever. Pure.

A code is never used for another place. One that was replaced (a new desa or area code, a move) always
means its successor. One that was merged means its successor for what happened from a day on; what
happened before stays its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CLOSED = "ditutup"
MERGED = "digabung"
FORMER = "kode_lama"
ENDED_NAMES = {CLOSED: "Ditutup", MERGED: "Digabung", FORMER: "Kode lama"}
ORDER_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """What a code was replaced by; `since` is None where that holds for all time."""

    successor: str
    since: date | None = None


def follow(code: str, day: date, links: Mapping[str, Link]) -> str:
    """Answer the code in force for what happened on a day."""
    seen = {code}
    while (link := links.get(code)) and (link.since is None or link.since <= day):
        code = link.successor
        if code in seen:
            raise ValueError(f"the successors of {code} run in a circle")
        seen.add(code)
    return code


def next_order(codes: Mapping[str, object] | set[str] | list[str]) -> int:
    """Answer the first order free after every code ever used in a desa."""
    orders = [order_of(code) for code in codes]
    return max(orders, default=0) + 1


def order_of(code: str) -> int:
    """Answer a Posyandu's order in its desa, 0 for what is no order."""
    last = code.rpartition(".")[2]
    return int(last) if last.isdecimal() else 0


def code_in(desa: str, order: int) -> str:
    """Answer the code of an order in a desa."""
    return f"{desa}.{order:0{ORDER_DIGITS}d}"


def recoded(code: str, old: str, new: str) -> str:
    """Answer a code below an area as it is below another (`64.02.06` -> `64.10.01`)."""
    return new + code[len(old) :]
