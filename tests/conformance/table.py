"""The table of rows, and what can come of trying one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import requests
from lxml import etree

from tests.collect.openrosa import FetchFailed

if TYPE_CHECKING:
    from tests.conformance.server import Server

# Whose rule a row is: the specification's, what Collect cannot do without, or Simpul's own promise.
OPENROSA, COLLECT, SIMPUL = "OpenRosa", "Collect", "Simpul"
MET, NOT_MET, NOT_APPLICABLE, NOT_TRIED = "met", "not met", "not applicable", "not tried"

Check = Callable[["Server"], None]
ROWS: list[Row] = []


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the part of the protocol it stands in, its sentence, whose rule it is, its check."""

    part: str
    sentence: str
    rule: str
    check: Check

    def __str__(self) -> str:
        return f"{self.part} {self.sentence}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a row, and why where it was not met or not tried."""

    row: Row
    outcome: str
    why: str = ""


class NotMet(Exception):
    """The server does not do what the row says."""


class NotApplicable(Exception):
    """The server offers nothing this row could be tried on."""


class NotTried(Exception):
    """The row needs the inside of the server, and nobody opened it."""


def row(part: str, rule: str) -> Callable[[Check], Check]:
    """Enter a check into the table; its name is the row's sentence."""

    def enter(check: Check) -> Check:
        ROWS.append(Row(part, check.__name__.replace("_", " "), rule, check))
        return check

    return enter


def must(holds: object, why: str) -> None:
    """Say why a row is not met unless something holds."""
    if not holds:
        fails(why)


def fails(why: str) -> NoReturn:
    """Say why a row is not met."""
    raise NotMet(why)


def judge(one: Row, server: Server) -> Verdict:
    """Try a row on a server."""
    try:
        one.check(server)
    except NotApplicable as reason:
        return Verdict(one, NOT_APPLICABLE, str(reason))
    except NotTried as reason:
        return Verdict(one, NOT_TRIED, str(reason))
    except (NotMet, FetchFailed, etree.XMLSyntaxError) as reason:
        return Verdict(one, NOT_MET, str(reason))
    except requests.RequestException as reason:
        return Verdict(one, NOT_MET, f"no answer: {reason}")
    return Verdict(one, MET)
