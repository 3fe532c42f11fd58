"""Settings: environment variables `SIMPUL_*`, each documented here, read once at start.

| variable | default | meaning |
|---|---|---|
| SIMPUL_HOME | ./var | folder of everything kept: database, files, secrets |
| SIMPUL_PORT | 8000 | port `flask serve` listens on |
| SIMPUL_HOST | 127.0.0.1 | address `flask serve` listens on |
| SIMPUL_THREADS | 4 | request threads of `flask serve` |
| SIMPUL_BASE_URL | http://HOST:PORT | address phones and links use; set it behind a proxy |
| SIMPUL_DATABASE_URL | sqlite in SIMPUL_HOME | any SQLAlchemy URL of SQLite or PostgreSQL |
| SIMPUL_FILES_URL | file: in SIMPUL_HOME | where sealed attachments are kept; `file:` only so far |
| SIMPUL_SECRET_KEY | made at first start | signs sessions; kept in SIMPUL_HOME/secret when not given |
| SIMPUL_ZONE | Asia/Makassar | the kabupaten's time zone: periods and deadlines follow it |
| SIMPUL_KABUPATEN | 64.02 | Kemendagri code of the kabupaten this server serves |
| SIMPUL_DEMO | 1 | 0 starts a real, empty installation |
| SIMPUL_DEMO_PUBLIC | 0 | 1 lets demo accounts log in from other computers |
| SIMPUL_MAX_REQUEST_MB | 100 | largest request accepted, told to Collect |
| SIMPUL_QUARANTINE_PER_DEVICE | 200 | refused sends kept per phone before it is told to stop |
| SIMPUL_ENTITY_HOLD_DAYS | 5 | days an update of a sasaran waits for the one before it |
| SIMPUL_SECURE_COOKIES | 0 | 1 when served over https |
| SIMPUL_TRUST_PROXY | 0 | number of reverse proxies whose X-Forwarded headers are believed |
| SIMPUL_JAVA | none | a Java program; with it ODK Validate tries each form before its release |
| SIMPUL_ALLOWED_HOSTS | none | private hosts that may be called: names, addresses, networks |
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

_HOST = re.compile(r"[A-Za-z0-9._-]+(/\d{1,2})?|[0-9A-Fa-f:.]+(/\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; see the module docstring for each one's meaning."""

    home: Path
    port: int
    host: str
    threads: int
    base_url: str
    database_url: str
    files_root: Path
    secret_key: str | None
    zone: ZoneInfo
    kabupaten: str
    demo: bool
    demo_public: bool
    max_request_bytes: int
    quarantine_per_device: int
    entity_hold_days: int
    secure_cookies: bool
    trust_proxy: int
    allowed_hosts: tuple[str, ...]
    java: Path | None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; a bad value stops the start with its name."""
    home = Path(environ.get("SIMPUL_HOME", "var")).resolve()
    host = environ.get("SIMPUL_HOST", "127.0.0.1")
    port = _number(environ, "SIMPUL_PORT", 8000)
    return Settings(
        home=home,
        port=port,
        host=host,
        threads=_number(environ, "SIMPUL_THREADS", 4),
        base_url=environ.get("SIMPUL_BASE_URL", f"http://{host}:{port}").rstrip("/"),
        database_url=environ.get("SIMPUL_DATABASE_URL") or f"sqlite:///{home / 'simpul.sqlite3'}",
        files_root=_files_root(environ.get("SIMPUL_FILES_URL"), home),
        secret_key=environ.get("SIMPUL_SECRET_KEY") or None,
        zone=ZoneInfo(environ.get("SIMPUL_ZONE", "Asia/Makassar")),
        kabupaten=environ.get("SIMPUL_KABUPATEN", "64.02"),
        demo=_switch(environ, "SIMPUL_DEMO", True),
        demo_public=_switch(environ, "SIMPUL_DEMO_PUBLIC", False),
        max_request_bytes=_number(environ, "SIMPUL_MAX_REQUEST_MB", 100) * 1_000_000,
        quarantine_per_device=_number(environ, "SIMPUL_QUARANTINE_PER_DEVICE", 200),
        entity_hold_days=_number(environ, "SIMPUL_ENTITY_HOLD_DAYS", 5),
        secure_cookies=_switch(environ, "SIMPUL_SECURE_COOKIES", False),
        trust_proxy=_number(environ, "SIMPUL_TRUST_PROXY", 0),
        allowed_hosts=_hosts(environ, "SIMPUL_ALLOWED_HOSTS"),
        java=_program(environ, "SIMPUL_JAVA"),
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal():
        raise ValueError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    text = environ.get(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ValueError(f"{name} must be 0 or 1, not {text!r}")
    return text == "1"


def _hosts(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    entries = tuple(one.strip() for one in environ.get(name, "").split(",") if one.strip())
    wrong = [one for one in entries if not _HOST.fullmatch(one)]
    if wrong:
        raise ValueError(f"{name} lists names, addresses or networks, not {wrong[0]!r}")
    return entries


def _program(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "")
    if text and not os.access(text, os.X_OK):
        raise ValueError(f"{name} must name a program that can be run, not {text!r}")
    return Path(text) if text else None


def _files_root(url: str | None, home: Path) -> Path:
    if not url:
        return home / "files"
    if not url.startswith("file:"):
        raise ValueError(f"SIMPUL_FILES_URL must start with file:, not {url!r}")
    return Path(url.removeprefix("file:").removeprefix("//")).resolve()
