"""Looking whether what we published still stands as we left it."""

from __future__ import annotations

from typing import Any

from app.exchange import store
from app.exchange.models import Publication, Target
from app.exchange.package_service import package_of
from app.exchange.plan import Left, central_drift, file_drift, kobo_drift
from app.exchange.service import CENTRAL, central_client_of, kobo_client_of
from app.exchange.standing_service import read_central, read_kobo
from app.exchange.targets_service import look_at_target
from app.extensions.database import now, transaction
from app.outbox.kinds import LOOK_AT_TARGET
from app.outbox.service import enqueue, hasten


def look_soon(target_id: int) -> None:
    """Let the worker look at all that stands at a target."""
    with transaction():
        enqueue(LOOK_AT_TARGET, str(target_id), {"target_id": target_id})
        hasten(LOOK_AT_TARGET, str(target_id))


def look_for_drift(payload: dict[str, Any]) -> None:
    """Compare what stands at a target with what we left there; raise RemoteError when it is away."""
    target = store.get_target(payload["target_id"])
    seen, _projects = look_at_target(target.target_id)
    if not seen.usable or target.off_at is not None:
        return
    rows = [one for one in store.list_publications(target.target_id) if one.published_at]
    found = {row.publication_id: _drift(target, row) for row in rows}
    with transaction():
        for row in rows:
            row.drift = [{"what": word} for word in found[row.publication_id]]
            row.looked_at = now()
            store.save_publication(row)


def _drift(target: Target, row: Publication) -> list[str]:
    """Answer what differs, in words; a list of places that grew here counts too."""
    left = Left(row.version, row.variant, row.stands)
    wanted = package_of(row.form_id, row.version, row.variant).wanted()
    if target.kind == CENTRAL:
        with central_client_of(target) as client:
            there = read_central(client, row.remote_id)
        sent = {name: md5 for name, md5 in wanted.files.items() if name not in there.written}
        words = [*central_drift(left, there), *file_drift(sent, there.files)]
    else:
        kobo = read_kobo(kobo_client_of(target), target, row.remote_id)
        words = [*kobo_drift(left, kobo), *file_drift(wanted.files, kobo.files)]
    return ["hilang"] if "hilang" in words else words
