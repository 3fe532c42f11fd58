"""The doors other servers call: quick, durable, and busy in a way that makes them call again."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy.exc import OperationalError

from app.accounts.service import hash_token
from app.intake import hooks_service
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.kobo_door import ASSET, HEADER, flask

pytestmark = sqlite_only


def test_a_hook_is_answered_fast_or_told_to_come_again(
    simpul: Simpul, live_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["targets", "add", "kobo", "--kind", "kobo", "--url", "http://127.0.0.1:9"]
    flask(simpul, *words, "--token-stdin", typed="rahasia\n")
    target, key = simpul.query("SELECT target_id FROM target")[0], new_key(simpul)
    hook = f"{live_server}/hooks/kobo/{target.target_id}"
    body = {"_id": 1, "_xform_id_string": ASSET}

    def call(**headers: str) -> requests.Response:
        return requests.post(hook, json=body, headers={HEADER: key, **headers}, timeout=20)

    assert call().status_code == 202
    # Whatever is too large to be read still says that something is new.
    large = requests.post(hook, data=b"x" * 2_000_001, headers={HEADER: key}, timeout=20)
    assert large.status_code == 202
    # The other kind's door is another door.
    assert requests.post(hook.replace("kobo", "central"), timeout=20).status_code == 404
    # All turns are taken: come again.
    held = [hooks_service.turn() for _ in range(hooks_service.AT_ONCE)]
    for one in held:
        one.__enter__()
    assert (call().status_code, call().json()["code"]) == (503, "web.busy")
    for one in held:
        one.__exit__(None, None, None)
    assert call().status_code == 202
    # A fault of ours, or of the database, is no final refusal either.
    for fault in (RuntimeError("x"), OperationalError("x", {}, Exception("locked"))):
        with monkeypatch.context() as patched:
            patched.setattr(hooks_service, "enqueue", failing(fault))
            answer = call()
        assert (answer.status_code, answer.json()["code"]) == (503, "web.busy")
    simpul.execute("UPDATE target SET off_at = created_at")
    assert call().status_code == 404
    jobs = simpul.query("SELECT key, state FROM job ORDER BY key")
    assert [(job.key, job.state) for job in jobs] == [
        (f"{target.target_id}::", "menunggu"),
        (f"{target.target_id}:{ASSET}:1", "menunggu"),
    ]


def failing(fault: Exception) -> object:
    """A function that fails so."""

    def fail(*_: object, **__: object) -> None:
        raise fault

    return fail


def new_key(simpul: Simpul) -> str:
    """Let a target have another key of its hook; answer it."""
    key = "kunci-uji"
    with simpul.app.app_context():
        digest = hash_token(key)
    simpul.execute("UPDATE target SET hook_key_hash = :digest", digest=digest)
    return key
