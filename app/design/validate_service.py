"""ODK Validate before a release, where a Java program is set: a last look with the engine of phones.

Our own checks refuse what it refuses; this holds for forms they do not know yet.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from app.design import store
from app.design.models import FormVersion
from app.problems import Problem
from app.web.guards import settings
from xlsform.schema import Schema

SECONDS = 60
_NODE = re.compile(r"/[\w.-]+((?:/[\w.-]+)+)")
_SHOWN = 3


def check_opens(form_id: str, version: str) -> None:
    """Raise Problem for a draft that phones would not open; without a Java program, never.

    It takes a second or two, so no transaction waits for it.
    """
    java = settings().java
    if java is None:
        return
    row = store.get_version(form_id, version, whole=True)
    said = _refusal(java, row) if row.state == store.DRAFT else None
    if said is not None:
        where = _places(said, Schema.from_json(row.schema))
        raise Problem("design.not_opening", version=row.version, where=where)


def _refusal(java: Path, row: FormVersion) -> str | None:
    """What Validate has against a form; None when it has nothing."""
    with tempfile.TemporaryDirectory(prefix="simpul-validate-") as folder:
        file = Path(folder) / "form.xml"
        file.write_bytes(row.xform)
        command = [str(java), "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, str(file)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Problem("design.validator_silent", version=row.version) from error
    return done.stdout + done.stderr if done.returncode else None


def _places(said: str, schema: Schema) -> str:
    """The questions Validate names, as the end of a sentence; its own words stay here."""
    named = dict.fromkeys(path.strip("/") for path in _NODE.findall(said))
    known = [path for path in named if path in schema.nodes][:_SHOWN]
    return f" (lihat {', '.join(f'“{path}”' for path in known)})" if known else ""
