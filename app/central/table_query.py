"""What a program asks of a table: which rows and columns, how many, from which page on. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from app.central.wire import is_true
from app.problems import Problem

TOKEN_KIND = "01"  # noqa: S105 - how Central's own tokens begin
LONGEST_NUMBER = 12
SENT = "__system/submissionDate"


@dataclass(frozen=True, slots=True)
class Token:
    """Where the page before ended: at a submission or sasaran, and in a repeat's table at a row."""

    instance_id: str
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class TableQuery:
    """A table as it is asked for; None means not asked."""

    top: int | None = None
    skip: int = 0
    count: bool = False
    filter: str = ""
    expand: bool = False
    wkt: bool = False
    select: frozenset[str] | None = None
    after: Token | None = None
    oldest_first: bool | None = None

    @property
    def style(self) -> tuple[bool, bool]:
        """Answer how rows are written: repeats inside, places as text."""
        return self.expand, self.wkt


def read_query(args: Mapping[str, str]) -> TableQuery:
    """Answer what the parameters of an address ask of a table; raise Problem for what it cannot do."""
    expand, select = args.get("$expand", ""), args.get("$select", "")
    if expand not in {"", "*"}:
        raise Problem("central.expand_all_only", expand=expand)
    if expand and select not in {"", "*"}:
        raise Problem("central.select_or_expand")
    names = frozenset(name.strip() for name in select.split(",") if name.strip())
    return TableQuery(
        top=_number(args, "$top"),
        skip=_number(args, "$skip") or 0,
        count=is_true(args.get("$count")),
        filter=args.get("$filter", "").strip(),
        expand=expand == "*",
        wkt=is_true(args.get("$wkt")),
        select=None if not names or names == {"*"} else names,
        after=read_token(args["$skiptoken"]) if args.get("$skiptoken") else None,
        oldest_first=_order(args.get("$orderby", "")),
    )


def _order(text: str) -> bool | None:
    """Answer whether the oldest come first; None when nobody asked. OData's own order is upward."""
    if not text.strip():
        return None
    name, *direction = text.lower().split()
    if name != SENT.lower() or direction not in ([], ["asc"], ["desc"]):
        raise Problem("central.not_supported", feature=f"$orderby={text}")
    return direction != ["desc"]


def _number(args: Mapping[str, str], name: str) -> int | None:
    text = args.get(name, "")
    if text in {"", "Infinity"}:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise Problem("central.unexpected_value", field=name, value=text, reason="bilangan bulat")
    return int(text)


def write_token(token: Token) -> str:
    """Answer a token as it stands in the address of the next page."""
    shape = {"instanceId": token.instance_id}
    if token.row_id:
        shape["repeatId"] = token.row_id
    packed = json.dumps(shape, separators=(",", ":")).encode()
    return TOKEN_KIND + base64.urlsafe_b64encode(packed).decode()


def read_token(text: str) -> Token:
    """Answer where the page before ended, or raise Problem."""
    try:
        if not text.startswith(TOKEN_KIND):
            raise ValueError(text)
        packed = text.removeprefix(TOKEN_KIND).replace("+", "-").replace("/", "_")
        shape = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return Token(str(shape["instanceId"]), str(shape.get("repeatId", "")))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Problem("central.bad_skiptoken") from error


def next_link(address: str, args: Mapping[str, str], token: Token) -> str:
    """Answer the address of the next page."""
    kept = {name: text for name, text in args.items() if name not in {"$skip", "$skiptoken"}}
    kept["$skiptoken"] = write_token(token)
    return f"{address}?{urlencode(kept, quote_via=quote, safe='$*')}"


def check_selected(chosen: Collection[str], known: Collection[str]) -> None:
    """Raise Problem for a chosen column that the table does not have."""
    for name in sorted(chosen):
        if name not in known:
            raise Problem("central.select_field", name=name)
