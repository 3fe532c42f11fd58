"""A KoboToolbox that speaks real HTTP on this machine and remembers.

    kobo = KoboStandIn.start()
    kobo.add_asset("aAbc")
    kobo.hook("aAbc", "http://127.0.0.1:8000/hooks/kobo/1", {"X-Simpul-Key": "rahasia"}, "json")
    submission_id = kobo.submit("aAbc", our_xml, {"foto.jpg": photo})
    assert kobo.deliver() == [200]
    kobo.stop()

Time stands still until `advance`. `faults` says what shall go wrong; `seen` lists every API request
with its Authorization header; `import_polls`, how often an import says `processing` first. A form
that came by import (or `add_form`) is compiled by pyxform when it is deployed.
"""

from __future__ import annotations

import mimetypes
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from tests.kobo.api import respond
from tests.kobo.data_api import STATUSES
from tests.kobo.form_api import run_import
from tests.kobo.forms import ImportFailed, read_workbook
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
from tests.kobo.wire import Answer, Faults, QuietServer, Request

OWNER_RIGHTS = (
    *("view_asset", "change_asset", "discover_asset", "manage_asset", "delete_asset"),
    *("add_submissions", "view_submissions", "change_submissions"),
    *("delete_submissions", "validate_submissions"),
)


@dataclass(frozen=True)
class Seen:
    """One request the API got: path with query, the Authorization header if any, the method."""

    path: str
    authorization: str | None
    method: str = "GET"


class KoboStandIn:
    """One account with its projects, behind a port of 127.0.0.1."""

    def __init__(self) -> None:
        """Use `start`."""
        self.token = secrets.token_hex(20)
        self.username, self.password = "pemilik", secrets.token_hex(8)
        self.projects: dict[str, Project] = {}
        self.logs: list[Log] = []
        self.seen: list[Seen] = []
        self.faults = Faults()
        self.imports: dict[str, dict[str, Any]] = {}
        self.import_polls = 1
        # Switches of an installation: are private addresses, is plain http refused for hooks?
        self.ssrf_guard, self.allow_http_hooks = False, True
        # Path to content: what this server gives to anybody, as a storage host does.
        self.blobs: dict[str, bytes] = {}
        self.now = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
        self.lock = threading.RLock()
        self._hooks: list[Hook] = []
        self._made: dict[tuple[str, bytes], bytes] = {}
        self._last_id = 4710
        self._server = QuietServer(self)
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

    def note(self, request: Request) -> int:
        """Remember a request; answer the fault that meets it, 200 without."""
        with self.lock:
            self.seen.append(Seen(request.target, request.authorization, request.method))
            faults = self.faults.next_statuses
            return faults.popleft() if faults else 200

    def act(self, request: Request) -> Answer:
        """Carry a request out."""
        with self.lock:
            return respond(self, request)

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
        """Hold a deployed survey. `repeats`: the paths of its repeats, which change the JSON."""
        project = Project(uid, f"Proyek {uid}", tuple(rights), self.now)
        project.repeats = frozenset(repeats)
        project.deploy(self.now, active=True)
        self.projects[uid] = project

    def add_form(self, workbook: bytes, title: str, *, deployed: bool = True) -> str:
        """Hold a survey somebody made at Kobo from a workbook; answers its uid."""
        with self.lock:
            project = self.new_project(title)
            project.saves = 0
            project.save(read_workbook(workbook), self.now)
            if deployed:
                project.deploy(self.now, active=True)
            return project.uid

    def new_project(self, name: str, *, asset_type: str = "survey") -> Project:
        """Make a project that is not deployed."""
        uid = self.new_uid("a")
        self.projects[uid] = Project(uid, name, OWNER_RIGHTS, self.now, asset_type)
        return self.projects[uid]

    def new_uid(self, prefix: str) -> str:
        """Make a uid as kpi does: a letter for the kind, then 21 signs."""
        return prefix + secrets.token_hex(11)[: 22 - len(prefix)]

    def new_import(self, source: bytes | None, **task: str) -> dict[str, Any]:
        """Carry an import out; it is told only after `import_polls` questions."""
        done: dict[str, Any] = {"uid": self.new_uid("i"), "polls": 0}
        done["date_created"] = f"{self.now:%Y-%m-%dT%H:%M:%SZ}"
        try:
            done |= {"messages": run_import(self, source, task), "status": "complete"}
        except ImportFailed as failed:
            messages = {"error_type": failed.error_type, "error": failed.error}
            done |= {"messages": messages, "status": "error"}
        self.imports[done["uid"]] = done
        return done

    def remember(self, project: Project, action: str, **words: Any) -> None:
        """Write a line of the project's history."""
        metadata = {"asset_uid": project.uid, "log_subtype": "project", **words}
        line = {"action": action, "metadata": metadata, "username": self.username}
        project.history.append(line | {"date_created": f"{self.now:%Y-%m-%dT%H:%M:%SZ}"})

    def redeploy(self, asset_uid: str) -> None:
        """Deploy the next version: other `version`, other `__version__`, same form uuid."""
        project = self.projects[asset_uid]
        project.saves += 1
        if project.content:
            project.versions[project.version_uid] = project.content
        project.deploy(self.now, active=True)

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
        project = self.projects[asset_uid]
        gone = project.submissions.pop(submission_id)
        self._remember_submission(project, "delete-submission", gone)

    def judge(self, asset_uid: str, submission_id: int, status: str | None) -> None:
        """Somebody sets the validation status (None takes it away); no hook tells of it."""
        project = self.projects[asset_uid]
        found = project.submissions[submission_id]
        label = STATUSES[status] if status else "None"
        stamp = {"timestamp": int(self.now.timestamp()), "by_whom": self.username}
        found.validation = stamp | {"uid": status, "label": label} if status else {}
        self._remember_submission(project, "modify-submission", found, status=label)

    def _remember_submission(
        self, project: Project, action: str, submission: Submission, **words: str
    ) -> None:
        told = {"submitted_by": None, "root_uuid": submission.root_uuid} | words
        self.remember(project, action, submission=told)

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
        settings: dict[str, Any] = {"custom_headers": dict(secret_header)}
        if basic:
            settings |= {"username": basic[0], "password": basic[1]}
        made = Hook(
            self.new_uid("h"),
            asset_uid,
            name="hook",
            endpoint=endpoint,
            export_type=export_type,
            auth_level="basic_auth" if basic else "no_auth",
            settings=settings,
            subset_fields=list(subset_fields),
            payload_template=payload_template,
        )
        self.add_hook(made)
        return made.uid

    def add_hook(self, hook: Hook) -> None:
        """Hold a hook."""
        self._hooks.append(hook)

    def remove_hook(self, hook: Hook) -> None:
        """Let a hook and its logs go."""
        self._hooks.remove(hook)
        self.logs = [each for each in self.logs if each.hook is not hook]

    def hooks_of(self, asset_uid: str) -> list[Hook]:
        """Answer the hooks of a project."""
        return [each for each in self._hooks if each.asset_uid == asset_uid]

    def advance(self, seconds: float) -> None:
        """Let time pass; what comes due is sent by the next `deliver`."""
        self.now += timedelta(seconds=seconds)

    def deliver(self) -> list[int | None]:
        """Send what is due now, oldest first; answers the statuses, None where nobody answered."""
        due = [log for log in self.logs if log.due is not None and log.due <= self.now]
        return [self.send(log) for log in due]

    def retry(self, hook_uid: str) -> list[int | None]:
        """Press "retry all failed" of a hook."""
        chosen = [log for log in self.logs if log.hook.uid == hook_uid]
        return [self.send(log) for log in chosen if log.status == "failed"]

    def send(self, log: Log) -> int | None:
        """Try one log now; answers the status, None where nobody answered."""
        project = self.projects[log.hook.asset_uid]
        submission = project.submissions.get(log.submission_id)
        body = submission and body_of(log.hook, project, submission, self.public_url)
        send(log, body, self.now, guarded=self.ssrf_guard)
        return log.status_code

    def _place(self, project: Project, xml: bytes) -> Submission:
        root = etree.fromstring(xml)
        current = current_uuid(xml)
        if deprecated := meta_text(root, "deprecatedID"):
            edited = _replace(project, deprecated.removeprefix("uuid:"), xml)
            self._remember_submission(project, "modify-submission", edited)
            return edited
        root_uuid = (meta_text(root, "rootUuid") or current).removeprefix("uuid:")
        if any(each.root_uuid == root_uuid for each in project.submissions.values()):
            raise Refused(409)
        self._last_id += 1
        submission = Submission(self._last_id, xml, root_uuid, self.now)
        project.submissions[self._last_id] = submission
        self._remember_submission(project, "add-submission", submission)
        for hook in self.hooks_of(project.uid):
            if hook.active:
                log = Log(self.new_uid("hl"), hook, self._last_id, self.now, self.now)
                self.logs.append(log)
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
