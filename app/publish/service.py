"""The registering of other servers."""

from __future__ import annotations

import json
import secrets
from urllib.parse import urlsplit

from app.accounts.service import hash_token
from app.design import store as design_store
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.problems import Problem
from app.publish import store
from app.publish.address_client import guarded_session
from app.publish.addresses import read_allowed
from app.publish.central_client import CentralClient
from app.publish.kobo_client import KoboClient
from app.publish.models import Publication, Target
from app.web.guards import settings


def add_target(kind: str, name: str, url: str, token: str) -> tuple[Target, str]:
    """Register another server; answer it and the key its webhook must show, which is shown once."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise Problem("publish.bad_target", url=url, reason="bukan alamat http(s) lengkap")
    hook_key = secrets.token_urlsafe(24)
    with transaction():
        if store.find_target_by_name(name):
            raise Problem("publish.target_taken", name=name)
        target = store.add_target(
            Target(
                kind=kind,
                name=name,
                url=url.rstrip("/"),
                token=vault.seal(token.encode(), f"target:{name}"),
                hook_key_hash=hash_token(hook_key),
                created_at=now(),
            )
        )
        return target, hook_key


def target_token(target: Target) -> str:
    """Answer a target's token, opened."""
    return vault.unseal(target.token, f"target:{target.name}").decode()


def kobo_client_of(target: Target) -> KoboClient:
    """Answer a client of a KoboToolbox target, which calls no address the operator has not allowed."""
    session = guarded_session(read_allowed(settings().allowed_hosts))
    return KoboClient(target.url, target_token(target), session)


def central_client_of(target: Target) -> CentralClient:
    """Answer a client of an ODK Central target, which calls no address the operator has not allowed."""
    session = guarded_session(read_allowed(settings().allowed_hosts))
    account = json.loads(target_token(target))
    return CentralClient(target.url, account["email"], account["password"], session, project_id=1)


def link_form(target: Target, form_id: str, version: str | None, remote_id: str) -> Publication:
    """Say which of our forms a target's form is; raise Problem when ours does not exist."""
    version = version or design_store.get_form(form_id).current_version or ""
    design_store.get_version(form_id, version)
    with transaction():
        known = store.find_publication(target.target_id, remote_id)
        if known:
            known.form_id, known.version = form_id, version
            return known
        return store.add_publication(
            Publication(
                target_id=target.target_id,
                form_id=form_id,
                version=version,
                remote_id=remote_id,
                created_at=now(),
            )
        )
