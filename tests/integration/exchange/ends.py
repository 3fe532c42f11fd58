"""The two ends of a bad line: processes that are killed and start anew, on databases that stay."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import undefer

from app.extensions.database import db
from app.extensions.vault import vault
from app.intake.models import Attachment, Submission
from tests.integration.exchange.crowd import Expected, digest
from tests.integration.exchange.mortal import Mortal
from tests.integration.installation import Simpul, sqlite_url
from tests.integration.test_crash import free_port

PULLING = """INSERT INTO job (kind, key, payload, state, attempts, run_after, created_at)
SELECT 'tarik.bagian', '1:tarik', '{"publication_id": 1, "way": "tarik"}', 'menunggu', 0, at, at
FROM (SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now') AS at)
WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = 'tarik.bagian' AND state IN ('menunggu', 'berjalan'))"""


@dataclass(slots=True)
class End:
    """An installation on SQLite, and the command that runs it."""

    home: Path
    port: int
    process: Mortal

    @property
    def url(self) -> str:
        """Where its database is."""
        return sqlite_url(self.home)

    @property
    def address(self) -> str:
        """Where it listens, if it does."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """Read or write its database from outside."""
        with closing(sqlite3.connect(self.home / "simpul.sqlite3", timeout=60)) as database:
            found = database.execute(statement, values).fetchall()
            database.commit()
        return found

    def count(self) -> int:
        """How many submissions it has."""
        return int(self.ask("SELECT count(*) FROM submission")[0][0])

    def hurry(self) -> None:
        """Let time pass for what waits, and ask for what is new where nobody has."""
        if self.ask("SELECT 1 FROM job WHERE state = 'menunggu' AND run_after > created_at"):
            self.ask("UPDATE job SET run_after = created_at WHERE state = 'menunggu'")
        self.ask(PULLING)

    def kill(self) -> None:
        """Kill it; and let the time pass after which nobody counts on its work any more."""
        self.process.kill()
        self.ask("UPDATE job SET leased_until = created_at WHERE state = 'berjalan'")


def new_end(prepared: Path, home: Path, *words: str) -> End:
    """Copy what was prepared; the command is not started."""
    shutil.copytree(prepared, home)
    port = free_port()
    environ = {
        "SIMPUL_HOME": str(home),
        "SIMPUL_PORT": str(port),
        "SIMPUL_DEMO": "0",
        "SIMPUL_ALLOWED_HOSTS": "127.0.0.1",
    }
    return End(home, port, Mortal(words, environ, home.parent / f"{home.name}.log"))


def kept(simpul: Simpul) -> tuple[dict[str, Expected], int]:
    """What an installation has of each submission, as it opens; and how many rows of files."""
    with simpul.app.app_context():
        names = {
            (one.seq, one.name): one.file_id for one in db.session.scalars(db.select(Attachment))
        }
        of_each: dict[int, dict[str, str]] = {}
        for (seq, name), file_id in names.items():
            of_each.setdefault(seq, {})[name] = digest(simpul.open_file(file_id))
        rows = db.session.scalars(db.select(Submission).options(undefer(Submission.xml)))
        found = {
            row.instance_id: Expected(
                digest(vault.unseal(row.xml, f"xml:{row.instance_id}")),
                of_each.get(row.seq, {}),
                row.state,
            )
            for row in rows
        }
    return found, len(names)
