"""A second officer looks at a draft before it is released: asked, approved or sent back, with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.accounts.service import log_act
from app.design import release_store as rstore
from app.design import store
from app.design.gate_service import find_review, mark_of_draft, needs_second
from app.design.models import FormVersion
from app.design.release_models import DraftReview, SecondOfficer
from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry.bidang import BY_KEY

LONGEST_TEXT = 500


def set_second(bidang: str, actor: str, *, needed: bool) -> None:
    """Let a bidang's versions need a second officer from now on, or no longer."""
    if bidang not in BY_KEY:
        raise Problem("registry.bad_bidang", bidang=bidang)
    with transaction():
        if needs_second(bidang) == needed:
            return
        rstore.add_row(SecondOfficer(bidang=bidang, needed=needed, set_at=now(), set_by=actor))
        act = "formulir.periksa_wajib" if needed else "formulir.periksa_bebas"
        log_act(actor, act, f"bidang:{bidang}")


def ask_review(form_id: str, version: str, actor: str, note: str) -> DraftReview:
    """Ask another officer to look at a draft as it is now; asked again nothing changes."""
    with transaction():
        draft = _draft(form_id, version)
        known = find_review(draft)
        if known is not None and known.state in {rstore.ASKED, rstore.APPROVED}:
            return known
        review = DraftReview(
            form_id=form_id,
            version=version,
            mark=mark_of_draft(draft),
            state=rstore.ASKED,
            note=_text(note),
            asked_at=now(),
            asked_by=actor,
            reason="",
        )
        rstore.add_row(review)
        log_act(actor, "formulir.minta_periksa", f"form:{form_id}", version)
        return review


def withdraw_review(form_id: str, version: str, actor: str) -> None:
    """Take back a request nobody answered yet."""
    with transaction():
        review = _open_review(_draft(form_id, version))
        review.state, review.decided_at, review.decided_by = rstore.WITHDRAWN, now(), actor
        log_act(actor, "formulir.tarik_periksa", f"form:{form_id}", version)


def decide_review(form_id: str, version: str, actor: str, reason: str, *, approves: bool) -> None:
    """Approve a draft, or send it back with reasons; never who wrote it or asked."""
    reason = _text(reason)
    if not approves and not reason:
        raise Problem("accounts.reason_missing")
    with transaction():
        draft = _draft(form_id, version)
        review = _open_review(draft)
        if actor in authors_of(draft, review):
            raise Problem("design.own_draft")
        review.state = rstore.APPROVED if approves else rstore.SENT_BACK
        review.reason, review.decided_at, review.decided_by = reason, now(), actor
        act = "formulir.setujui" if approves else "formulir.kembalikan"
        log_act(actor, act, f"form:{form_id}", f"{version}: {reason}" if reason else version)


def authors_of(draft: FormVersion, review: DraftReview) -> frozenset[str]:
    """Answer who may not decide about a draft: who wrote it last, and who asked."""
    return frozenset({draft.created_by, review.asked_by})


def _draft(form_id: str, version: str) -> FormVersion:
    store.get_form(form_id, locked=True)  # one word at a time about a form
    draft = store.get_version(form_id, version)
    if draft.state == store.RELEASED:
        raise Problem("design.version_taken", form_id=form_id, version=version)
    return draft


def _open_review(draft: FormVersion) -> DraftReview:
    review = find_review(draft)
    if review is None or review.state != rstore.ASKED:
        raise Problem("design.review_closed", form_id=draft.form_id, version=draft.version)
    return review


def _text(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for one officer: drafts to look at, own ones under way or sent back, releases that
    failed or will."""

    to_review: tuple[DraftReview, ...] = ()
    own: tuple[DraftReview, ...] = ()
    failed: tuple[str, ...] = ()


def desk_of(person: str, bidang: Collection[str]) -> Desk:
    """Answer what waits for a person who may change the forms of some bidang."""
    if not bidang:
        return Desk()
    to_review, own = [], []
    for review in rstore.list_open_reviews([rstore.ASKED, rstore.APPROVED, rstore.SENT_BACK]):
        draft = store.get_version(review.form_id, review.version)
        if draft.settings["bidang"] not in bidang or review.mark != mark_of_draft(draft):
            continue
        if person == review.asked_by:
            own.append(review)
        elif review.state == rstore.ASKED and person not in authors_of(draft, review):
            to_review.append(review)
    return Desk(tuple(to_review), tuple(own), tuple(_failed(bidang)))


def _failed(bidang: Collection[str]) -> Iterator[str]:
    """Answer the forms whose last planned release failed, or will: its draft changed since."""
    for plan in rstore.list_newest_plans([rstore.FAILED, rstore.WAITING]):
        form = store.get_form(plan.form_id)
        if form.bidang not in bidang:
            continue
        draft = store.find_version(plan.form_id, plan.version)
        if plan.state == rstore.WAITING:
            if draft is None or plan.mark != mark_of_draft(draft):
                yield plan.form_id
        elif draft is not None and draft == store.find_draft(form):
            yield plan.form_id
