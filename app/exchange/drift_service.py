"""Looking whether what we published still stands as we left it: at night by itself, or when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.exchange import store
from app.exchange.left_service import is_busy, left_at
from app.exchange.models import Publication, Target
from app.exchange.nights import next_turn
from app.exchange.package_service import package_of
from app.exchange.plan import DRAFT, UNDEPLOYED, central_drift, file_drift, kobo_drift
from app.exchange.service import CENTRAL, central_client_of, kobo_client_of
from app.exchange.standing_service import read_central, read_kobo
from app.exchange.targets_service import look_at_target
from app.extensions.database import now, transaction
from app.outbox.kinds import LOOK_AT_TARGET
from app.outbox.service import enqueue, forget_done, hasten
from app.web.guards import local_now

KEPT = timedelta(days=7)  # the record of looks that went well


@dataclass(frozen=True, slots=True)
class Open:
    """What the last looks found that a person has to see to."""

    forms: int
    servers: int


def count_open() -> Open:
    """Answer how many forms stand elsewhere otherwise than we left them, and how many servers fail."""
    targets = store.list_targets(used=True)
    failing = sum(target.verdict.get("usable") is False for target in targets)
    return Open(store.count_drifted([target.target_id for target in targets]), failing)


def look_soon(target_id: int) -> None:
    """Let the worker look at all that stands at a target."""
    with transaction():
        enqueue(LOOK_AT_TARGET, str(target_id), {"target_id": target_id})
        hasten(LOOK_AT_TARGET, str(target_id))


def enqueue_looks() -> int:
    """Let the worker look at every target in use whose turn has come this night; answer how many."""
    moment = now()
    due = [one for one in store.list_targets(used=True) if _look_at(one) <= moment]
    if due:
        forget_done(LOOK_AT_TARGET, moment - KEPT)
    for target in due:
        with transaction():
            target = store.get_target(target.target_id)
            target.look_at = next_turn(local_now(), target.target_id)
            store.save_target(target)
            enqueue(LOOK_AT_TARGET, str(target.target_id), {"target_id": target.target_id})
    return len(due)


def _look_at(target: Target) -> datetime:
    if target.look_at is not None:
        return target.look_at
    return next_turn(target.created_at.astimezone(local_now().tzinfo), target.target_id)


def look_for_drift(payload: dict[str, Any]) -> None:
    """Compare what stands at a target with what we left there; raise RemoteError when it is away."""
    target = store.get_target(payload["target_id"])
    seen, _projects = look_at_target(target.target_id)
    if not seen.usable or target.off_at is not None:
        return
    rows = [one for one in store.list_publications(target.target_id) if one.published_at]
    with ExitStack() as opened:
        look = _looker(target, opened)
        found = {row.publication_id: look(row) for row in rows}
    with transaction():
        for row in rows:
            row.drift = [{"what": word} for word in found[row.publication_id]]
            row.looked_at = now()
            store.save_publication(row)


def _looker(target: Target, opened: ExitStack) -> Callable[[Publication], Sequence[str]]:
    """Answer what tells of a form there how it differs, in words; its session is ended with `opened`."""
    if target.kind == CENTRAL:
        client = opened.enter_context(central_client_of(target))

        def look(row: Publication) -> list[str]:
            left, there = left_at(target, row.form_id), read_central(client, row.remote_id)
            wanted = _wanted_files(row)
            sent = {name: md5 for name, md5 in wanted.items() if name not in there.written}
            return [*central_drift(left, there), *file_drift(sent, left.files, there.files)]

    else:
        kobo = kobo_client_of(target)

        def look(row: Publication) -> list[str]:
            left, there = left_at(target, row.form_id), read_kobo(kobo, target, row.remote_id)
            words = kobo_drift(left, there)
            return [*words, *file_drift(_wanted_files(row), left.files, there.files)]

    return lambda row: _told(target, row, look(row))


def _wanted_files(row: Publication) -> dict[str, str]:
    """Answer the files as they would go out now; a list of places that grew here counts too."""
    return dict(package_of(row.form_id, row.version, row.variant).wanted().files)


def _told(target: Target, row: Publication, words: Sequence[str]) -> Sequence[str]:
    """Leave out what follows from another word, and what is only on its way by a plan of ours."""
    if "hilang" in words:
        return ["hilang"]
    if is_busy(target, row.form_id):
        return [word for word in words if word.partition(":")[0] not in {DRAFT, UNDEPLOYED}]
    return words
