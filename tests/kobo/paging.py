"""kpi's pages of a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from tests.kobo.wire import Request, Stop

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


def paged(address: str, request: Request, rows: list[Any]) -> dict[str, Any]:
    """Answer kpi's page of a list: `start` or `offset`, and a `limit` cut to the largest."""
    limit = whole(request.query.get("limit", str(DEFAULT_PAGE)), "limit", smallest=1)
    start = whole(request.query.get("start", request.query.get("offset", "0")), "start")
    limit = min(limit, LARGEST_PAGE)
    shown = rows[start : start + limit]
    after, before = start + limit, max(0, start - limit)
    return {
        "count": len(rows),
        "next": _page_link(address, request, limit, after) if after < len(rows) else None,
        "previous": _page_link(address, request, limit, before) if start else None,
        "results": shown,
    }


def _page_link(address: str, request: Request, limit: int, start: int) -> str:
    words = request.query | {"limit": str(limit), "start": str(start)}
    return f"{address}{request.path}?{urlencode(words)}"


def whole(text: str, name: str, smallest: int = 0) -> int:
    """Answer a whole number of a query; anything else is 400."""
    if not text.isdecimal() or int(text) < smallest:
        raise Stop(400, {name: "A positive integer is required"})
    return int(text)
