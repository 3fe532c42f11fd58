"""One installation for the tests of a file that call the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.central.office import (
    FORM,
    FORMS,
    FRUITS,
    XLSX,
    Desk,
    add_account,
    everything,
    new_id,
    send,
    workbook,
)
from tests.integration.installation import copied_home, opened


@pytest.fixture(scope="module")
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """One installation for all: each test reads, or acts on what it made itself."""
    prepared = request.getfixturevalue("prepared_home")
    home = tmp_path_factory.mktemp("program") / "rumah"
    with copied_home("sqlite", prepared, home) as url, opened(home, url, {}) as simpul:
        made = Desk(simpul, add_account(simpul, *everything()), new_id())
        form: dict[str, Any] = {"data": workbook(), "content_type": XLSX}
        assert made.call(f"{FORMS}?ignoreWarnings=true", method="POST", **form).status_code == 200
        draft = f"{FORMS}/{FORM}/draft"
        made.call(f"{draft}/attachments/buah.csv", method="POST", data=FRUITS)
        assert made.call(f"{draft}/publish", method="POST").get_json() == {"success": True}
        assert send(made, made.root).status_code == 200
        yield made
