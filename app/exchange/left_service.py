"""What we left of a form at another server: what a plan and a look at drift compare with it."""

from __future__ import annotations

from collections.abc import Iterator

from app.exchange import plan_store, store
from app.exchange.models import Target
from app.exchange.plan import Left
from app.exchange.refusals import USED_VERSION
from app.exchange.service import CENTRAL


def left_at(target: Target, form_id: str) -> Left:
    """Answer what we left of a form at a target."""
    known = store.find_publication_of(target.target_id, form_id)
    begun = plan_store.find_done_step(target.target_id, form_id) is not None
    used = {*_refused_versions(target, form_id)}
    drafts = frozenset(_drafts(target, form_id))
    if known is None:
        return Left(begun=begun, used=frozenset(used), drafts=drafts)
    used |= {one.remote_version for one in store.list_versions_of(known.publication_id)}
    marks = {name: value for name, value in known.stands.items() if name != "files"}
    files = known.stands.get("files") or {}
    return Left(known.version, known.variant, marks, begun, frozenset(used), files, drafts)


def _drafts(target: Target, form_id: str) -> Iterator[tuple[str, str]]:
    """Answer what our steps made there before it was published, with its hash where that is known."""
    for step in plan_store.list_draft_steps(target.target_id, form_id):
        yield str(step.about.get("version") or ""), str(step.about.get("draft") or "")


def _refused_versions(target: Target, form_id: str) -> Iterator[str]:
    """Answer the versions a Central would not publish because they had been used."""
    for step in plan_store.list_failed_steps(target.target_id, form_id):
        if any(found.get("code") == USED_VERSION for found in step.findings):
            yield str(step.about.get("version"))


def remote_id_at(target: Target, form_id: str) -> str:
    """Answer the id a form has at a target, "" before it has one. A Central takes ours."""
    if target.kind == CENTRAL:
        return form_id
    known = store.find_publication_of(target.target_id, form_id)
    if known is not None:
        return known.remote_id
    begun = plan_store.find_last_begun(target.target_id, form_id)
    return begun.remote_id if begun else ""


def is_busy(target: Target, form_id: str) -> bool:
    """Answer whether a form is being brought to a target now."""
    begun = plan_store.find_last_begun(target.target_id, form_id)
    return begun is not None and begun.state == plan_store.RUNNING
