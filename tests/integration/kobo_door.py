"""A KoboToolbox account that is a target, with our monthly form linked to its project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests
from click.testing import Result

from tests.integration.installation import Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id
from tests.kobo.stand_in import KoboStandIn

ASSET = "aKesBulananKukar2026abc"
HEADER = "X-Simpul-Key"
FORM = "kes_bulanan"


def flask(simpul: Simpul, *words: str, typed: str = "") -> Result:
    """Run a `flask` command of this installation."""
    return simpul.app.test_cli_runner().invoke(args=list(words), input=typed)


@dataclass(frozen=True, slots=True)
class Door:
    """A Kobo account that is a target, with our form linked to its project."""

    simpul: Simpul
    kobo: KoboStandIn
    hook: str
    key: str

    def collect_at_kobo(self, count: int = 30, instance_id: str = "") -> bytes:
        """Somebody fills the form in at Kobo; answers our own XML of the same answers."""
        answers = monthly_answers(skdn__balita_s_l=count, penutup__foto_register="r.jpg")
        xml = self.simpul.submission_xml(FORM, answers, instance_id=instance_id or new_id())
        self.kobo.submit(ASSET, xml, {"r.jpg": PHOTO})
        return xml

    def post(self, body: object, key: str | None = None, **more: Any) -> requests.Response:
        """Call our hook as Kobo would."""
        headers = {HEADER: self.key if key is None else key} | more.pop("headers", {})
        return requests.post(self.hook, json=body, headers=headers, timeout=20, **more)

    def work(self) -> None:
        """Let what waits become due, and do it."""
        self.simpul.execute("UPDATE job SET run_after = created_at")
        self.simpul.run_pending()

    def pull(self, way: str = "new") -> str:
        """Pull what is new, or go through all (`reconcile`), by the command; answer what it says."""
        done = flask(self.simpul, "pull", way, "kobo-dinkes")
        assert done.exit_code == 0, done.output
        return done.output

    def settle(self) -> None:
        """Let what was decided travel, both ways."""
        self.work()
        self.work()

    def jobs(self) -> list[tuple[str, int, str]]:
        """(state, attempts, last error) of every job."""
        rows = self.simpul.query("SELECT * FROM job ORDER BY job_id")
        return [(row.state, row.attempts, row.last_error or "") for row in rows]


def open_door(simpul: Simpul, kobo: KoboStandIn, live_server: str) -> Door:
    """Answer the target, made by the commands an operator types."""
    words = ["targets", "add", "kobo-dinkes", "--kind", "kobo", "--url", kobo.url]
    added = flask(simpul, *words, "--token-stdin", "--json", typed=f"{kobo.token}\n")
    assert added.exit_code == 0, added.output
    target = json.loads(added.output.splitlines()[-1])
    linked = flask(simpul, "targets", "link", "kobo-dinkes", FORM, ASSET)
    assert linked.exit_code == 0, linked.output
    return Door(simpul, kobo, f"{live_server}/hooks/kobo/{target['target_id']}", target["key"])
