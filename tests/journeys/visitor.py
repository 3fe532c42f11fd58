"""A person's browser without a screen: logs in, reads pages, sends their forms."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import requests
from lxml import html as pages

from tests.integration.installation import PASSWORD
from tests.journeys.running import Running

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SECONDS = 30.0


class Visitor:
    """One session; what a page's form would send is sent with the page's own token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()

    @classmethod
    def admin(cls, running: Running) -> Visitor:
        """An admin who has logged in on the login page."""
        name = running.simpul.add_user("admin")
        visitor = cls(running.address)
        page = visitor.post("/login", {"nama": name, "sandi": PASSWORD}, page="/login")
        assert page.url == f"{running.address}/", page.text[-600:]
        return visitor

    def get(self, path: str) -> requests.Response:
        """Open a page or a file; it must be there."""
        response = self._session.get(self.address + path, timeout=SECONDS)
        assert response.status_code == 200, (path, response.status_code)
        return response

    def read(self, path: str) -> str:
        """The words of a page, without its marks."""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.get(path).text)).split())

    def values(self, path: str) -> dict[str, str]:
        """The values a profile's page shows: by label, with unit and number of sources."""
        rows = pages.fromstring(self.get(path).text).find_class("val")
        return {
            str(row.find_class("val-label")[0].text).strip(): " ".join(
                " ".join(cell.text_content() for cell in list(row.iterchildren("span"))[1:]).split()
            )
            for row in rows
        }

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
        page: str = "/",
    ) -> requests.Response:
        """Send a form that stands on a page; answers where that leads."""
        found = TOKEN.search(self.get(page).text)
        assert found is not None
        return self._session.post(
            self.address + path,
            data={**fields, "csrf_token": html.unescape(found.group(1))},
            files=files,
            timeout=SECONDS,
        )
