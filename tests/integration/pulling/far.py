"""A second Simpul, far away: a process of its own that speaks as an ODK Central, reached by HTTP."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from app.extensions.vault import vault
from app.intake.comments_service import Comment, list_comments
from app.review.service import ANYWHERE, Standpoint, decide
from tests.integration.installation import PASSWORD, Simpul
from tests.integration.kobo_door import flask
from tests.integration.submissions import PHOTO, instance_id_of, monthly_answers, new_id

FORM = "kes_bulanan"
NAME = "pusat"
SUBMISSIONS = f"/v1/projects/1/forms/{FORM}/submissions"


@dataclass(frozen=True, slots=True)
class Far:
    """The far Simpul: its address, an officer's account, ours there, the door of a kader's phone."""

    address: str
    account: str
    ours: str
    phone: str
    home: Path
    hook_key: str

    def call(self, method: str, path: str, **more: Any) -> Any:
        """Call its API as the officer; answer the JSON, or the bytes of what is none."""
        account = (self.account, PASSWORD)
        answer = requests.request(method, self.address + path, auth=account, timeout=20, **more)
        assert answer.ok, answer.text
        is_json = "json" in answer.headers["Content-Type"]
        return answer.json() if is_json else answer.content

    def send(self, xml: bytes, files: dict[str, bytes] | None = None) -> None:
        """A phone sends a submission."""
        parts = {"xml_submission_file": ("kiriman.xml", xml, "text/xml")}
        parts |= {name: (name, content, "image/jpeg") for name, content in (files or {}).items()}
        answer = requests.post(f"{self.address}{self.phone}/submission", files=parts, timeout=20)
        assert answer.status_code in {201, 202}, answer.text

    def decide(self, instance_id: str, state: str) -> None:
        """The officer decides about a submission."""
        self.call("PATCH", f"{SUBMISSIONS}/{instance_id}", json={"reviewState": state})

    def say_why(self, instance_id: str, state: str, reason: str) -> None:
        """The officer decides and says why, as where a person does so on a page of a Central."""
        headers = {"X-Action-Notes": quote(reason)}
        path = f"{SUBMISSIONS}/{instance_id}"
        self.call("PATCH", path, json={"reviewState": state}, headers=headers)

    def why(self, instance_id: str) -> str:
        """The reason of the newest decision."""
        return str(self.call("GET", f"{SUBMISSIONS}/{instance_id}/audits")[0]["notes"])

    def remark(self, instance_id: str, body: str) -> datetime:
        """The officer writes a comment; answer when."""
        path = f"{SUBMISSIONS}/{instance_id}/comments"
        made = self.call("POST", path, json={"body": body})["createdAt"]
        return datetime.fromisoformat(made)

    def remarks(self, instance_id: str) -> list[tuple[str, int]]:
        """The comments about a submission, newest first, and the number of who wrote each."""
        found = self.call("GET", f"{SUBMISSIONS}/{instance_id}/comments")
        return [(one["body"], one["actorId"]) for one in found]

    def received(self, instance_id: str, at: str) -> None:
        """Let a submission have come there at a moment."""
        self._write("UPDATE submission SET received_at = ? WHERE instance_id = ?", at, instance_id)

    def look(self) -> None:
        """Let it look for what is new here, comments too."""
        self._write("UPDATE remote_submission SET talk_at = seen_at")
        headers = {"X-API-Key": self.hook_key}
        hook = f"{self.address}/hooks/central/1"
        assert requests.post(hook, data=b"{", headers=headers, timeout=20).status_code == 202
        self.hurry()

    def state(self, instance_id: str) -> str | None:
        """What was decided about a submission."""
        return self.call("GET", f"{SUBMISSIONS}/{instance_id}")["reviewState"]

    def learn(self, near_address: str) -> None:
        """Tell it where this installation is, which it has as a target too."""
        self._write("UPDATE target SET url = ?", near_address)

    def hear(self, instance_id: str) -> None:
        """Call its webhook about a submission here, and let it look at once."""
        body = {"type": "submission.create", "id": instance_id}
        headers = {"X-API-Key": self.hook_key}
        hook = f"{self.address}/hooks/central/1"
        assert requests.post(hook, json=body, headers=headers, timeout=20).status_code == 202
        self.hurry()

    def hurry(self) -> None:
        """Let its worker do what waits."""
        self._write("UPDATE job SET run_after = created_at WHERE state = 'menunggu'")

    def is_idle(self) -> bool:
        """Answer whether nothing waits there, hurried on."""
        self.hurry()
        return not self._write("SELECT 1 FROM job WHERE state IN ('menunggu', 'berjalan')")

    def knows(self, instance_id: str) -> bool:
        """Answer whether it has found a submission here too."""
        query = "SELECT 1 FROM remote_submission WHERE instance_id = ?"
        return bool(self._write(query, instance_id))

    def _write(self, statement: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self.home / "simpul.sqlite3", timeout=20)) as database:
            found = database.execute(statement, values).fetchall()
            database.commit()
        return found

    def acts(self, instance_id: str) -> list[str]:
        """Who decided about a submission, oldest first."""
        path = f"{SUBMISSIONS}/{instance_id}/audits"
        found = requests.get(
            self.address + path,
            auth=(self.account, PASSWORD),
            headers={"X-Extended-Metadata": "true"},
            timeout=20,
        ).json()
        return [str(act["actor"]["displayName"]) for act in reversed(found)]


@dataclass(frozen=True, slots=True)
class Near:
    """This installation, of which the far one is a target."""

    simpul: Simpul
    far: Far
    hook: str
    key: str

    def report(
        self,
        count: int = 30,
        *,
        instance_id: str = "",
        deprecated_id: str | None = None,
        period: str | None = None,
    ) -> bytes:
        """A report that refers to a photo."""
        told: dict[str, Any] = {"skdn__balita_s_l": count, "penutup__foto_register": "r.jpg"}
        answers = monthly_answers(period=period, **told)
        return self.simpul.submission_xml(
            FORM, answers, instance_id=instance_id or new_id(), deprecated_id=deprecated_id
        )

    def collect(self, count: int = 30) -> str:
        """Somebody far away sends a report with its photo; answer its instanceID."""
        xml = self.report(count)
        self.far.send(xml, {"r.jpg": PHOTO})
        return instance_id_of(xml)

    def pull(self, way: str = "new") -> str:
        """Pull what is new, or go through all (`reconcile`)."""
        done = flask(self.simpul, "pull", way, NAME)
        assert done.exit_code == 0, done.output
        return done.output

    def work(self) -> None:
        """Do what waits."""
        self.simpul.execute("UPDATE job SET run_after = created_at")
        self.simpul.run_pending()

    def states(self) -> dict[str, str]:
        """Every submission's state."""
        return {row.instance_id: row.state for row in self.simpul.submissions()}

    def decide(
        self, instance_id: str, decision: str, *levels: str, reason: str = "Dilihat bersama kader"
    ) -> None:
        """An officer here decides, at some levels or any."""
        stands = Standpoint(frozenset(levels)) if levels else ANYWHERE
        with self.simpul.app.app_context():
            decide(instance_id, decision, reason, "petugas", stands)

    def hear_remarks(self) -> None:
        """Let time pass until comments are looked for, and look."""
        self.simpul.execute("UPDATE remote_submission SET talk_at = seen_at")
        self.pull()

    def remarks(self, instance_id: str) -> list[Comment]:
        """The comments about a submission here, newest first."""
        with self.simpul.app.app_context():
            return list_comments(instance_id)

    def xml(self, instance_id: str) -> bytes:
        """A submission as it is kept."""
        with self.simpul.app.app_context():
            return vault.unseal(self.simpul.submission(instance_id).xml, f"xml:{instance_id}")

    def actors(self, instance_id: str) -> list[str]:
        """Who decided about a submission here, oldest first."""
        rows = self.simpul.query(
            "SELECT actor FROM decision WHERE instance_id = :id ORDER BY seq", id=instance_id
        )
        return [row.actor for row in rows]


def open_near(simpul: Simpul, far: Far, live_server: str) -> Near:
    """Enter the far one as a target by the commands an operator types, and link its form."""
    words = ["targets", "add", NAME, "--kind", "central", "--url", far.address]
    more = ["--account", far.ours, "--token-stdin", "--json"]
    added = flask(simpul, *words, *more, typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    for command in (["project", NAME, "1"], ["link", NAME, FORM, FORM]):
        done = flask(simpul, "targets", *command)
        assert done.exit_code == 0, done.output
    target = json.loads(added.output.splitlines()[-1])
    return Near(simpul, far, f"{live_server}/hooks/central/{target['target_id']}", target["key"])
