"""Other servers as they are reached: their credentials opened, a client of each, which form is which."""

from __future__ import annotations

import json

from app.design import store as design_store
from app.exchange import store
from app.exchange.address_client import guarded_session
from app.exchange.addresses import read_allowed
from app.exchange.central_client import CentralClient
from app.exchange.kobo_publishing_client import KoboPublisher
from app.exchange.models import Publication, Target
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.web.guards import settings

CENTRAL = "central"
KOBO = "kobo"
# The header by which a webhook shows its target's key.
KEY_HEADER = "X-Simpul-Key"


def seal_secret(name: str, secret: str) -> bytes:
    """Seal what a target is called with; it opens for the target of this name only."""
    return vault.seal(secret.encode(), f"target:{name}")


def target_token(target: Target) -> str:
    """Answer what a target is called with, opened: Kobo's token, Central's account as JSON."""
    return vault.unseal(target.token, f"target:{target.name}").decode()


def account_of(target: Target) -> str:
    """Answer the account a Central is called by; Kobo's token tells none."""
    return str(json.loads(target_token(target))["email"]) if target.kind == CENTRAL else ""


def seal_hook_key(target_id: int, key: str) -> bytes:
    """Seal the key a target's webhook shows."""
    return vault.seal(key.encode(), f"target.hook:{target_id}")


def hook_key_of(target: Target) -> str:
    """Answer the key a target's webhook shows, "" when only its hash is kept."""
    if target.hook_key is None:
        return ""
    return vault.unseal(target.hook_key, f"target.hook:{target.target_id}").decode()


def hook_address(target: Target) -> str:
    """Answer where a target's webhook posts."""
    return f"{settings().base_url}/hooks/{target.kind}/{target.target_id}"


def kobo_client_of(target: Target) -> KoboPublisher:
    """Answer a client of a KoboToolbox target, which calls no address the operator has not allowed."""
    session = guarded_session(read_allowed(settings().allowed_hosts))
    return KoboPublisher(target.url, target_token(target), session)


def central_client_of(target: Target) -> CentralClient:
    """Answer a client of a Central target, to be used with `with`: it ends its session."""
    session = guarded_session(read_allowed(settings().allowed_hosts))
    secret = json.loads(target_token(target))
    project_id = target.project_id or 0
    return CentralClient(
        target.url, secret["email"], secret["password"], session, project_id=project_id
    )


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
                variant="",
                stands={},
                drift=[],
                created_at=now(),
            )
        )
