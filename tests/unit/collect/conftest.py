"""What the phone's tests share: a server with the visit form, and a phone set up for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.collect.form_server import FormServer, serving
from tests.collect.phone import Phone
from tests.collect.sample import LISTS, VISIT, compile_md


@pytest.fixture
def server() -> Iterator[FormServer]:
    """A running server with the visit form and its two lists."""
    with serving(compile_md(VISIT), LISTS) as served:
        yield served


@pytest.fixture
def phone(server: FormServer) -> Phone:
    """A phone set up for that server."""
    return Phone(server.url, "collect:abc")
