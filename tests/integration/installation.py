"""An installation under test: the real app on a real database, in a home of its own."""

from __future__ import annotations

import io
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MethodType
from typing import Any, ClassVar

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import literal, text, union_all
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import jobs
from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import Grant
from app.cli import prepare
from app.config import Settings, read_settings
from app.design import policies_service
from app.design.releasing_service import release_version
from app.design.service import check_form, find_released, known_fields, save_draft
from app.design.store import get_form
from app.extensions.database import close_connections, db, is_sqlite
from app.extensions.files import files as file_store
from app.factory import create_app
from app.intake import store as intake_store
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.models import Attachment, Quarantine, Submission
from app.intake.service import receive_submission
from app.merge.service import verify_place
from app.registry import entity_store, rollout_service
from app.registry import service as registry
from app.registry.models import Posyandu
from app.web.http_server import server_options
from app.web.limits import forget_tries
from tests.integration.submissions import (
    ELSEWHERE,
    MALUHU,
    MAWAR,
    MELATI,
    Answers,
    submission_xml,
)
from tests.once import once
from tests.postgres import drop_database, fresh_database, template
from xlsform.schema import Schema

PASSWORD = "sandi-untuk-uji"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TEMPLATE = "simpul"


class TemplatesOnce(BytecodeCache):
    """Templates compiled for one test serve all the others too."""

    def __init__(self) -> None:
        """Start empty."""
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = TemplatesOnce()


class RuleOnce(Rule):
    """A route's pattern is the same in every app: compiled for one test, it serves all.

    Compiling it for the 330 routes of each test's own app took most of what the app took to be made.
    """

    COMPILED = (
        *("_parts", "_trace", "_converters", "arguments"),
        *("_build_of", "_build_unknown_of"),
    )
    _compiled: ClassVar[dict[object, tuple[Any, ...]]] = {}
    _build_of: Callable[..., tuple[str, str]]
    _build_unknown_of: Callable[..., tuple[str, str]]

    def compile(self) -> None:
        """Take what was compiled before: no converter of ours asks the map it was made for."""
        key = (self.rule, self.subdomain, self.merge_slashes, repr(self.defaults))
        if key not in self._compiled:
            super().compile()
            self._build_of = self._build.__func__  # type: ignore[attr-defined]
            self._build_unknown_of = self._build_unknown.__func__  # type: ignore[attr-defined]
            self._compiled[key] = tuple(getattr(self, name) for name in self.COMPILED)
        for name, value in zip(self.COMPILED, self._compiled[key], strict=True):
            setattr(self, name, value)
        self._build = MethodType(self._build_of, self)
        self._build_unknown = MethodType(self._build_unknown_of, self)


Flask.url_rule_class = RuleOnce


@dataclass(frozen=True, slots=True)
class Phone:
    """A kader's phone: what it calls, and its row."""

    token: str
    device_id: int
    kader_id: int
    area: str

    @property
    def door(self) -> str:
        """The path its Collect is set up with."""
        return f"/k/{self.token}"


@dataclass(slots=True)
class Simpul:
    """A running installation with four Posyandu known to it, and ways to use it."""

    app: Flask
    settings: Settings

    def client(self, **environ: str) -> FlaskClient:
        """A visitor; `REMOTE_ADDR` and the like may be given."""
        client = self.app.test_client()
        client.environ_base.update(environ)
        return client

    # -- who and what it knows

    def add_posyandu(self, code: str, name: str = "Posyandu Uji") -> str:
        """Make a Posyandu known; answer its code."""
        with self.app.app_context():
            registry.add_posyandu([Posyandu(code=code, name=name, desa=code.rpartition(".")[0])])
        return code

    def add_user(
        self, role: str = "admin", area: str = "", bidang: str = "", name: str = "", **more: bool
    ) -> str:
        """Add an account with one grant; answer its name."""
        name = name or f"{role}-{secrets.token_hex(3)}"
        with self.app.app_context():
            accounts.add_user(name, PASSWORD, [Grant(role, area, bidang)], **more)
        return name

    def signed_in(self, role: str = "admin", area: str = "", bidang: str = "") -> FlaskClient:
        """A visitor who is logged in to a new account."""
        return self.session_of(self.add_user(role, area, bidang))

    def session_of(self, name: str, **environ: str) -> FlaskClient:
        """A visitor who holds a session of an account, without having typed its password."""
        with self.app.app_context():
            user = accounts_store.find_user(name)
            assert user is not None
            keys = user.user_id, user.session_mark
        client = self.client(**environ)
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = keys
        return client

    def add_phone(
        self, posyandu: str = MAWAR, bidang: str = "", area: str = "", name: str = "Siti"
    ) -> Phone:
        """Register a kader's phone."""
        with self.app.app_context():
            kader = registry.add_kader(name, posyandu)
            place = area or posyandu
            invited = accounts.invite_device(kader, place, "HP uji", bidang)
            return Phone(invited.token, invited.device.device_id, kader.kader_id, place)

    # -- sending

    def schema(self, form_id: str, version: str = "") -> Schema:
        """The schema of a form's version, by default the one phones get."""
        with self.app.app_context():
            released = find_released(form_id, version or get_form(form_id).current_version or "")
            assert released is not None
            return released.schema

    def submission_xml(self, form_id: str, answers: Answers, **more: Any) -> bytes:
        """A submission of a form phones hold now."""
        return submission_xml(self.schema(form_id), answers, **more)

    def send(
        self,
        phone: Phone,
        xml: bytes,
        files: Mapping[str, bytes] | None = None,
        client: FlaskClient | None = None,
    ) -> TestResponse:
        """Post a submission as Collect does."""
        parts: dict[str, Any] = {
            "xml_submission_file": (io.BytesIO(xml), "kiriman.xml", "text/xml")
        }
        for name, content in (files or {}).items():
            parts[name] = (io.BytesIO(content), name, "image/jpeg")
        return (client or self.client()).post(f"{phone.door}/submission", data=parts)

    def receive(
        self,
        phone: Phone,
        xml: bytes,
        at: datetime,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """Take a submission as if it had come at another moment."""
        with self.app.app_context():
            device = accounts_store.get_device(phone.device_id)
            incoming = [
                IncomingFile(name, "image/jpeg", file_store.add(content))
                for name, content in (files or {}).items()
            ]
            receive_submission(Delivery(xml, incoming, "collect", device, received_at=at))

    # -- looking

    def run_pending(self) -> int:
        """Let the worker do all that is due."""
        with self.app.app_context():
            return jobs.run_pending()

    def submission(self, instance_id: str) -> Submission:
        """One submission's row."""
        with self.app.app_context():
            return intake_store.get_submission(instance_id)

    def submissions(self) -> list[Submission]:
        """All rows of submissions, in order of arrival."""
        with self.app.app_context():
            return list(db.session.scalars(db.select(Submission).order_by(Submission.seq)))

    def quarantined(self) -> list[Quarantine]:
        """All rows of quarantine, in order of arrival."""
        query = db.select(Quarantine).order_by(Quarantine.quarantine_id)
        with self.app.app_context():
            return list(db.session.scalars(query))

    def files_of(self, instance_id: str) -> dict[str, bytes]:
        """The files of a submission, opened."""
        with self.app.app_context():
            seq = intake_store.get_submission(instance_id).seq
            return {
                row.name: b"".join(file_store.read(row.file_id))
                for row in intake_store.list_attachments(seq)
            }

    def attachments(self) -> list[Attachment]:
        """All rows of files."""
        with self.app.app_context():
            return list(db.session.scalars(db.select(Attachment)))

    def open_file(self, file_id: str) -> bytes:
        """The clear content of a stored file."""
        with self.app.app_context():
            return b"".join(file_store.read(file_id))

    def stored_files(self) -> list[Path]:
        """The files that lie in the store, drafts too."""
        return sorted(path for path in self.settings.files_root.rglob("*") if path.is_file())

    def counts(self) -> dict[str, int]:
        """How many rows each table holds: equal counts mean that nothing was stored."""
        counted = union_all(
            *(
                db.select(literal(name), db.func.count()).select_from(table)
                for name, table in db.metadata.tables.items()
            )
        )
        with self.app.app_context():
            return {name: count for name, count in db.session.execute(counted)}

    def query(self, statement: str, **values: object) -> Sequence[Any]:
        """Rows of a plain SQL query."""
        with self.app.app_context():
            return db.session.execute(text(statement), values).all()

    def execute(self, statement: str, **values: object) -> None:
        """Change rows behind the app's back."""
        with self.app.app_context():
            db.session.connection(execution_options={"writes": True})
            db.session.execute(text(statement), values)
            db.session.commit()
            accounts_store.forget_phones()

    def differences(self, posyandu: str = MAWAR) -> list[str]:
        """What a fold of the whole log says against what is stored."""
        with self.app.app_context():
            return verify_place(posyandu)


def settings_for(home: Path, url: str, environ: Mapping[str, str]) -> Settings:
    """The settings of an installation in a folder; the machine's own environment has no say."""
    fixed = {"SIMPUL_DATABASE_URL": url, "SIMPUL_DEMO": "0", "SIMPUL_ALLOWED_HOSTS": "127.0.0.1"}
    return read_settings({"SIMPUL_HOME": str(home), **fixed, **environ})


def sqlite_url(home: Path) -> str:
    """The address of the database file in a home."""
    return f"sqlite:///{home / 'simpul.sqlite3'}"


def prepare_home(home: Path, url: str) -> None:
    """Migrate and load the library, with four Posyandu; leave no connection behind."""
    app = create_app(settings_for(home, url, {}))
    with app.app_context():
        prepare()
        registry.add_posyandu(
            [
                Posyandu(code=MAWAR, name="Posyandu Mawar", desa=MALUHU, is_pilot=True),
                Posyandu(code=MELATI, name="Posyandu Melati", desa=MALUHU),
                Posyandu(code=f"{MALUHU}.003", name="Posyandu Kenanga", desa=MALUHU),
                Posyandu(code=ELSEWHERE, name="Posyandu Jauh", desa=ELSEWHERE[:13]),
            ]
        )
        if is_sqlite():
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        close_connections()


@contextmanager
def copied_home(
    kind: str, prepared: Path, home: Path, forms: Mapping[str, bytes] | None = None
) -> Iterator[str]:
    """Copy what was prepared into a new home; answer the database's address.

    `forms` are released in it beside the library's, by the name of their file: once a run, too.
    """
    if kind == "sqlite":
        shutil.copytree(_with_forms(prepared, forms) if forms else prepared, home)
        yield sqlite_url(home)
        return
    home.mkdir(parents=True)
    origin = template(TEMPLATE, partial(prepare_home, home))
    if forms:
        origin = template(f"{TEMPLATE} {' '.join(forms)}", partial(_release, home, forms), origin)
    url = fresh_database(origin)
    yield url
    drop_database(url)


def _with_forms(prepared: Path, forms: Mapping[str, bytes]) -> Path:
    def make(home: Path) -> None:
        shutil.copytree(prepared, home)
        _release(home, forms, sqlite_url(home))

    return once(prepared.with_name("_".join(forms)), make)


def _release(home: Path, forms: Mapping[str, bytes], url: str) -> None:
    with opened(home, url, {}) as simpul, simpul.app.app_context():
        for name, source in forms.items():
            checked = check_form(
                source, name, known=known_fields(), known_lists=entity_store.list_names()
            )
            draft = save_draft(checked, "penyusun")
            release_version(draft.form_id, draft.version, "penyusun")


def forget_rests() -> None:
    """Let the worker of this process forget whom it let rest after a fault, and who waits."""
    for kept in (jobs._resting, jobs._resting_entities, jobs._resting_examined, jobs._waiting):
        kept.clear()
    jobs._clock[0] = 0.0


@contextmanager
def opened(home: Path, url: str, environ: Mapping[str, str]) -> Iterator[Simpul]:
    """The app of a prepared home. One at a time: vault and files are bound to the newest."""
    settings = settings_for(home, url, environ)
    app = create_app(settings)
    # Real argon2, but as cheap as it can be: a test may need many accounts.
    accounts._hasher = CHEAP
    accounts._NOBODY = CHEAP.hash("siapa pun")
    app.jinja_env.bytecode_cache = TEMPLATES
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    # A change of the calendar or of the roll-out is heard of, and counted again, at once.
    registry.CALENDAR_HOLDS = rollout_service.PLAN_HOLDS = timedelta()
    policies_service.POLICIES_HOLD = timedelta()
    forget_tries()
    forget_rests()
    yield Simpul(app, settings)
    with app.app_context():
        close_connections()


@contextmanager
def serving(app: Flask, threads: int = 8) -> Iterator[str]:
    """Serve an app over real HTTP on a free port; answer its address."""
    options = server_options(app.extensions["simpul"])
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, **options)
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stop.set()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)
