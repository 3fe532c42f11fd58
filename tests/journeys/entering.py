"""Somebody's own browser, already logged in; the login page itself is travelled in test_browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.journeys.browser import WIDE, Watch
from tests.journeys.running import Running

PATIENCE = 15_000  # milliseconds


def enter(
    browser: Browser,
    running: Running,
    name: str,
    size: ViewportSize = WIDE,
    *,
    path: str = "/",
    **more: Any,
) -> tuple[Page, Watch]:
    """A watched page of an account, opened at a path; `more` says what else the browser is like."""
    context = browser.new_context(base_url=running.address, viewport=size, **more)
    context.set_default_timeout(PATIENCE)
    log_in(context, running, name)
    page, watch = context.new_page(), Watch()
    watch.on(page, sizes=False)
    page.goto(path)
    return page, watch


def log_in(context: BrowserContext, running: Running, name: str) -> None:
    """Give a browser the cookie of an account that has logged in."""
    cookie = running.simpul.session_of(name).get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": running.address}])
