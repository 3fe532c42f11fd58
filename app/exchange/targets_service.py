"""Other servers as people keep them: entered, looked at, changed, switched off. Every act is noted."""

from __future__ import annotations

import ipaddress
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from app.accounts.service import hash_token
from app.exchange import store
from app.exchange.address_client import guarded_session
from app.exchange.addresses import read_allowed
from app.exchange.models import Target, TargetAct
from app.exchange.remote_client import Call, Remote, origin_of
from app.exchange.remote_errors import Refused, RemoteError
from app.exchange.service import (
    CENTRAL,
    KOBO,
    central_client_of,
    hook_address,
    kobo_client_of,
    seal_hook_key,
    seal_secret,
    target_token,
)
from app.exchange.verdicts import (
    GOOD,
    Line,
    Seen,
    judge_address,
    judge_central_rights,
    judge_collect,
    judge_encryption,
    judge_error,
    judge_hook,
    judge_kobo_account,
    judge_projects,
)
from app.extensions.database import now, transaction
from app.problems import Problem
from app.web.guards import settings

KINDS = (CENTRAL, KOBO)
LONGEST_NAME, LONGEST_URL = 120, 300


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed of a server. An empty secret keeps the one there is."""

    kind: str
    name: str
    url: str
    account: str = ""
    secret: str = ""
    collect_url: str = ""


def add_target(kind: str, name: str, url: str, token: str) -> tuple[Target, str]:
    """Register a server by its token; answer it and the key its webhook must show."""
    target, key = enter_target(Typed(kind, name, url, secret=token), "perintah")
    return target, key


def enter_target(typed: Typed, actor: str) -> tuple[Target, str]:
    """Register another server; answer it and the key its webhook must show. Nothing is called yet."""
    typed = _checked(typed)
    if not typed.secret or (typed.kind == CENTRAL and not typed.account):
        raise Problem("publish.no_credential")
    hook_key = secrets.token_urlsafe(24)
    with transaction():
        if store.find_target_by_name(typed.name):
            raise Problem("publish.target_taken", name=typed.name)
        target = store.add_target(
            Target(
                kind=typed.kind,
                name=typed.name,
                url=typed.url,
                token=seal_secret(typed.name, _secret(typed)),
                hook_key_hash=hash_token(hook_key),
                project_name="",
                collect_url=typed.collect_url,
                verdict={},
                created_at=now(),
            )
        )
        target.hook_key = seal_hook_key(target.target_id, hook_key)
        store.save_target(target)
        _note(target, "tambah", actor, url=typed.url)
    return target, hook_key


def change_target(target_id: int, typed: Typed, actor: str) -> Target:
    """Change a server's name, address or credential; raise Problem when it cannot be so."""
    with transaction():
        target = store.get_target(target_id)
        typed = _checked(replace(typed, kind=target.kind))
        other = store.find_target_by_name(typed.name)
        if other is not None and other.target_id != target_id:
            raise Problem("publish.target_taken", name=typed.name)
        if origin_of(typed.url) != origin_of(target.url) and not typed.secret:
            # A credential is never shown to another server than the one it was typed for.
            raise Problem("publish.credential_again")
        secret = _secret(typed) if typed.secret else _kept_secret(target, typed)
        target.name, target.url, target.collect_url = typed.name, typed.url, typed.collect_url
        target.token = seal_secret(typed.name, secret)
        store.save_target(target)
        _note(target, "ubah", actor, url=typed.url, secret=bool(typed.secret))
    return target


def _kept_secret(target: Target, typed: Typed) -> str:
    if target.kind != CENTRAL:
        return target_token(target)
    known = json.loads(target_token(target))
    if typed.account and typed.account != known["email"]:
        raise Problem("publish.credential_again")
    return json.dumps(known)


def _secret(typed: Typed) -> str:
    if typed.kind != CENTRAL:
        return typed.secret
    return json.dumps({"email": typed.account, "password": typed.secret})


def _checked(typed: Typed) -> Typed:
    """Answer what was typed, made even; raise Problem where it cannot be a server."""
    name, url = " ".join(typed.name.split())[:LONGEST_NAME], typed.url.strip().rstrip("/")
    if not name:
        raise Problem("publish.no_name")
    if typed.kind not in KINDS:
        raise Problem("web.bad_request", reason="jenis server tidak dikenal")
    _check_address(url)
    collect_url = typed.collect_url.strip().rstrip("/")
    if collect_url:
        _check_address(collect_url)
    if typed.kind == CENTRAL:
        url = url.removesuffix("/v1")
    return replace(typed, name=name, url=url, collect_url=collect_url)


def _check_address(url: str) -> None:
    try:
        origin_of(url)
        if len(url) > LONGEST_URL or urlsplit(url).query or urlsplit(url).fragment:
            raise ValueError
    except ValueError:
        shown = url.rpartition("@")[2][:80]
        raise Problem(
            "publish.bad_target", url=shown, reason="bukan alamat http(s) lengkap"
        ) from None


def choose_project(target_id: int, project_id: int, actor: str) -> Target:
    """Say which project of a Central forms go to; raise Problem when the account has none such."""
    target = store.get_target(target_id)
    if target.kind != CENTRAL:
        raise Problem("publish.unknown_project")
    try:
        with central_client_of(target) as client:
            names = {each.get("id"): str(each.get("name")) for each in client.projects()}
    except RemoteError as error:
        raise Problem("publish.remote", reason=error.message) from error
    if project_id not in names:
        raise Problem("publish.unknown_project")
    with transaction():
        target = store.get_target(target_id)
        target.project_id, target.project_name = project_id, names[project_id][:200]
        store.save_target(target)
        _note(target, "proyek", actor, project_id=project_id)
    return target


def switch_target(target_id: int, actor: str, *, on: bool) -> Target:
    """Stop using a server, or use it again; what came from it stays."""
    with transaction():
        target = store.get_target(target_id)
        target.off_at = None if on else now()
        store.save_target(target)
        _note(target, "pakai_lagi" if on else "hentikan", actor)
    return target


def look_at_target(target_id: int) -> tuple[Seen, list[Mapping[str, Any]]]:
    """Ask a server what can be done with it and keep the answer; answer its projects too."""
    target = store.get_target(target_id)
    projects: list[Mapping[str, Any]] = []
    lines = [judge_address(target.url)]
    try:
        if target.kind == CENTRAL:
            found, projects = _look_at_central(target)
            lines += found
        else:
            lines += _look_at_kobo(target)
    except RemoteError as error:
        lines.append(judge_error(error))
    seen = Seen(tuple(lines))
    with transaction():
        target = store.get_target(target_id)
        names = [{"id": each.get("id"), "name": str(each.get("name"))} for each in projects]
        target.verdict, target.checked_at = seen.as_dict() | {"projects": names}, now()
        store.save_target(target)
    return seen, projects


def _look_at_central(target: Target) -> tuple[list[Line], list[Mapping[str, Any]]]:
    with central_client_of(target) as client:
        client.log_in()
        version = client.version()
        projects = client.projects()
        text = f"ODK Central{f' {version}' if version else ''} menjawab; akun diterima."
        judged, name = judge_projects(projects, target.project_id)
        lines = [Line(GOOD, text), *judged]
        if name:
            project = client.project_rights()
            lines += judge_central_rights(map(str, project.get("verbs") or ()))
            lines += judge_encryption(project)
    return lines, [*projects]


def _look_at_kobo(target: Target) -> list[Line]:
    client = kobo_client_of(target)
    lines = [Line(GOOD, "KoboToolbox menjawab."), *judge_kobo_account(client.account())]
    if target.collect_url:
        lines.append(judge_collect(_collect_error(target)))
    return [*lines, judge_hook(hook_address(target), tellable=may_tell_key())]


def _collect_error(target: Target) -> RemoteError | None:
    """Answer what the address phones collect at has against being asked; a password it may want."""
    session = guarded_session(read_allowed(settings().allowed_hosts))
    try:
        Remote("KoboToolbox", target.collect_url, session).read(
            Call("GET", "/formList", accept="*/*")
        )
    except Refused:
        return None
    except RemoteError as error:
        return error
    return None


def may_tell_key() -> bool:
    """Answer whether a webhook's key may travel to this server: encrypted, or within one machine."""
    parts = urlsplit(settings().base_url)
    if parts.scheme == "https":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def renew_hook_key(target_id: int, actor: str) -> str:
    """Make a new key for a target's webhook; the old one is refused from now on."""
    key = secrets.token_urlsafe(24)
    with transaction():
        target = store.get_target(target_id)
        target.hook_key_hash = hash_token(key)
        target.hook_key = seal_hook_key(target_id, key)
        store.save_target(target)
        _note(target, "kunci_baru", actor)
    return key


def _note(target: Target, act: str, actor: str, **details: object) -> None:
    store.add_act(
        TargetAct(target_id=target.target_id, act=act, details=dict(details), at=now(), actor=actor)
    )
