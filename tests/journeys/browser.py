"""Chromium for the tests, and a watch on what pages do that they must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)

from tests.chromium import find_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=id",
    "--force-color-profile=srgb",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def fits(page: Page) -> None:
    """The page is not wider than a telephone nor than an office's screen."""
    page.get_by_role("heading", level=1).first.wait_for()
    before = page.viewport_size or WIDE
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
    page.set_viewport_size(before)


@dataclass
class Watch:
    """What went wrong on a page, and how much it fetched: (kind of resource, bytes) by address."""

    problems: list[str] = field(default_factory=list)
    fetched: dict[str, tuple[str, int]] = field(default_factory=dict)

    def on(self, page: Page, *, sizes: bool = True) -> None:
        """Watch a page: the console (also the policy's complaints), requests, answers.

        Without sizes nothing more is asked of the browser for each request: that takes its time.
        """
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        if sizes:
            page.on("requestfinished", self._finished)
        page.on("response", self._answered)

    def _note(self, kind: str, text: str) -> None:
        # A refused form (422) is an answer to a person; Chromium logs it as an error of a resource.
        if kind in {"error", "warning"} and "the server responded with a status of 4" not in text:
            self.problems.append(f"{kind}: {text}")

    def _failed(self, request: Request) -> None:
        # A page that is left while it loads is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        refused = response.status >= 400 and response.request.resource_type != "document"
        if refused or response.status >= 500:
            self.problems.append(f"{response.status}: {response.url}")

    def _finished(self, request: Request) -> None:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.fetched[request.url] = (request.resource_type, size)
