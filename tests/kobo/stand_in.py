"""A KoboToolbox that speaks real HTTP on this machine and remembers.

    kobo = KoboStandIn.start()
    kobo.add_asset("aAbc")
    kobo.hook("aAbc", "http://127.0.0.1:8000/hooks/kobo/1", {"X-Simpul-Key": "rahasia"}, "json")
    submission_id = kobo.submit("aAbc", our_xml, {"foto.jpg": photo})
    assert kobo.deliver() == [200]
    kobo.stop()

Time stands still until `advance`. `faults` says what shall go wrong; `seen` lists every API request
with its Authorization header.
"""

from __future__ import annotations

import mimetypes
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree

from tests.kobo.api import Faults, QuietServer, handler_for
from tests.kobo.hooks import Hook, Log, body_of, send
from tests.kobo.projects import (
    Attachment,
    Project,
    Refused,
    Submission,
    as_edited_xml,
    as_kobo_xml,
    current_uuid,
    meta_text,
    sha1,
)

OWNER_RIGHTS = ("view_asset", "view_submissions", "change_submissions", "manage_asset")


@dataclass(frozen=True)
class Seen:
    """One request the API got: path with query, and the Authorization header if any."""

    path: str
    authorization: str | None


class KoboStandIn:
    """One account with its projects, behind a port of 127.0.0.1."""

    def __init__(self) -> None:
        """Use `start`."""
        self.token = secrets.token_hex(20)
        self.projects: dict[str, Project] = {}
        self.logs: list[Log] = []
        self.seen: list[Seen] = []
        self.faults = Faults()
        # Path to content: what this server gives to anybody, as a storage host does.
        self.blobs: dict[str, bytes] = {}
        self.now = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
        self.lock = threading.RLock()
        self._hooks: list[Hook] = []
        self._made: dict[tuple[str, bytes], bytes] = {}
        self._last_id = 4710
        self._server = QuietServer(("127.0.0.1", 0), handler_for(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @classmethod
    def start(cls) -> KoboStandIn:
        """Start serving on a free port."""
        stand_in = cls()
        stand_in._thread.start()
        return stand_in

    def stop(self) -> None:
        """Stop serving and let the port go."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def note(self, path: str, authorization: str | None) -> None:
        """Remember a request."""
        self.seen.append(Seen(path, authorization))

    @property
    def port(self) -> int:
        """Answer the port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Answer the KPI address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def public_url(self) -> str:
        """Answer the address Kobo builds download URLs with; its setting, not the one asked."""
        return self.faults.public_url or self.url

    def add_asset(
        self,
        uid: str,
        *,
        repeats: Sequence[str] = (),
        rights: Sequence[str] = OWNER_RIGHTS,
    ) -> None:
        """Deploy a survey. `repeats`: the paths of its repeats, which change the JSON."""
        self.projects[uid] = Project(uid, frozenset(repeats), tuple(rights), self.now)

    def redeploy(self, asset_uid: str) -> None:
        """Deploy the next version: other `version`, other `__version__`, same form uuid."""
        project = self.projects[asset_uid]
        project.deployments += 1
        project.deployed_at = self.now

    def submit(
        self, asset_uid: str, our_xml: bytes, files: Mapping[str, bytes] | None = None
    ) -> int:
        """Take our XML as if the same answers had been given to Kobo's copy of the form.

        Answers Kobo's `_id`. The same XML again is the same submission, new files are added to it;
        other content under a known instanceID or file name raises Refused(409).
        """
        # A phone sends again what it made once, also when the form was deployed anew since.
        if (asset_uid, our_xml) not in self._made:
            self._made[asset_uid, our_xml] = as_kobo_xml(self.projects[asset_uid], our_xml)
        return self.submit_kobo_xml(asset_uid, self._made[asset_uid, our_xml], files)

    def submit_kobo_xml(
        self, asset_uid: str, xml: bytes, files: Mapping[str, bytes] | None = None
    ) -> int:
        """Take XML already in Kobo's shape; edits say so by deprecatedID."""
        with self.lock:
            project = self.projects[asset_uid]
            same = [each for each in project.submissions.values() if each.xml == xml]
            submission = same[0] if same else self._place(project, xml)
            for name, content in (files or {}).items():
                self._attach(submission, name, content)
            return submission.submission_id

    def attach(self, asset_uid: str, submission_id: int, name: str, content: bytes) -> None:
        """Hold a file that comes later than its submission; no hook tells of it."""
        self._attach(self.projects[asset_uid].submissions[submission_id], name, content)

    def edit(self, asset_uid: str, submission_id: int, changes: Mapping[str, str]) -> None:
        """Somebody edits answers (path: text) in Kobo's web form; no hook tells of it."""
        submission = self.projects[asset_uid].submissions[submission_id]
        fresh = f"uuid:{secrets.token_hex(16)}"
        self.submit_kobo_xml(asset_uid, as_edited_xml(submission.xml, fresh, changes))

    def delete(self, asset_uid: str, submission_id: int) -> None:
        """Somebody deletes the submission; no hook tells of it."""
        del self.projects[asset_uid].submissions[submission_id]

    def delete_file(self, asset_uid: str, submission_id: int, name: str) -> None:
        """Somebody deletes a file; it stays listed as deleted."""
        for each in self.projects[asset_uid].submissions[submission_id].attachments:
            each.is_deleted = each.is_deleted or each.name == name

    def hook(
        self,
        asset_uid: str,
        endpoint: str,
        secret_header: Mapping[str, str],
        export_type: str,
        subset_fields: Sequence[str] = (),
        *,
        payload_template: str | None = None,
        basic: tuple[str, str] | None = None,
    ) -> str:
        """Register a REST service; answers its uid. Only later submissions reach it."""
        uid = "h" + secrets.token_hex(10)
        fields = tuple(subset_fields)
        headers = dict(secret_header)
        self._hooks.append(
            Hook(uid, asset_uid, endpoint, headers, export_type, fields, payload_template, basic)
        )
        return uid

    def advance(self, seconds: float) -> None:
        """Let time pass; what comes due is sent by the next `deliver`."""
        self.now += timedelta(seconds=seconds)

    def deliver(self) -> list[int | None]:
        """Send what is due now, oldest first; answers the statuses, None where nobody answered."""
        due = [log for log in self.logs if log.due is not None and log.due <= self.now]
        return [self._send(log) for log in due]

    def retry(self, hook_uid: str) -> list[int | None]:
        """Press "retry all failed" of a hook."""
        chosen = [log for log in self.logs if log.hook.uid == hook_uid]
        return [self._send(log) for log in chosen if log.status == "failed"]

    def _send(self, log: Log) -> int | None:
        project = self.projects[log.hook.asset_uid]
        submission = project.submissions.get(log.submission_id)
        body = submission and body_of(log.hook, project, submission, self.public_url)
        send(log, body, self.now)
        return log.status_code

    def _place(self, project: Project, xml: bytes) -> Submission:
        root = etree.fromstring(xml)
        current = current_uuid(xml)
        if deprecated := meta_text(root, "deprecatedID"):
            return _replace(project, deprecated.removeprefix("uuid:"), xml)
        root_uuid = (meta_text(root, "rootUuid") or current).removeprefix("uuid:")
        if any(each.root_uuid == root_uuid for each in project.submissions.values()):
            raise Refused(409)
        self._last_id += 1
        submission = Submission(self._last_id, xml, root_uuid, self.now)
        project.submissions[self._last_id] = submission
        for hook in self._hooks:
            if hook.asset_uid == project.uid:
                self.logs.append(Log(hook, self._last_id, due=self.now))
        return submission

    def _attach(self, submission: Submission, name: str, content: bytes) -> None:
        known = [each for each in submission.attachments if each.name == name]
        live = [each for each in known if not each.is_deleted]
        if live and sha1(live[0].content) != sha1(content):
            raise Refused(409)
        if not live:
            uid = "att" + secrets.token_hex(10)
            mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
            submission.attachments.append(Attachment(uid, name, mimetype, content))


def _replace(project: Project, deprecated: str, xml: bytes) -> Submission:
    held = project.submissions.values()
    submission = next((each for each in held if current_uuid(each.xml) == deprecated), None)
    if submission is None:
        raise Refused(404)
    submission.xml = xml
    return submission
