"""What a referral is about, found again by its kind and key: where it is, its page, and who it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.accounts.access import SEE_PROFILE, SEE_SUBJECTS, SEE_SUBMISSIONS
from app.design.store import get_form, list_fields
from app.intake import store as intake_store
from app.merge import subject_store
from app.merge.compare_service import known_now
from app.merge.log import Held
from app.merge.matching import anchor_of
from app.problems import Problem
from app.registry import entity_store
from app.registry.bidang import bidang_of_field
from app.registry.periods import is_period, month_name
from app.review.referral_service import Matter
from app.review.referrals import ENTITY, PERSON, SUBMISSION, VALUE

COMMON = "umum"
LONGEST_KEY = 160


@dataclass(frozen=True, slots=True)
class Found:
    """A matter with the words for it, its page, what one needs to see that, and the names in it."""

    matter: Matter
    title: str
    path: str
    query: Mapping[str, str]
    action: str
    names: Callable[[], list[str]]
    keys: frozenset[str]  # what it was known by when it was referred before


def _nobody() -> list[str]:
    return []


def find_matter(kind: str, key: str) -> Found | None:
    """Answer what a kind and key name, or None where there is no such thing any more."""
    finder = _FINDERS.get(kind)
    if finder is None or len(key) > LONGEST_KEY:
        return None
    try:
        return finder(key)
    except (Problem, KeyError):
        return None


def get_matter(kind: str, key: str) -> Found:
    """Answer what a kind and key name."""
    found = find_matter(kind, key)
    if found is None:
        raise Problem("review.unknown_subject_of_referral")
    return found


def _submission(key: str) -> Found:
    row = intake_store.get_submission(key)
    title = get_form(row.form_id).title
    return Found(
        Matter(SUBMISSION, key, row.posyandu_code or "", row.bidang),
        f"{title}, {month_name(row.period)}" if row.period else title,
        f"/kiriman/{key}",
        {},
        SEE_SUBMISSIONS,
        lambda: [held.mention.traits.name for held in _mentions_of(row.seq)],
        frozenset({key}),
    )


def _mentions_of(seq: int) -> list[Held]:
    return list(subject_store.list_mentions_of([seq]).values())


def _value(key: str) -> Found:
    place, field, period = key.split("~") if key.count("~") == 2 else ("", "", "")
    label = {one.field: one.label for one in list_fields()}[field]
    if period and not is_period(period):
        raise Problem("merge.unknown_value")
    return Found(
        Matter(VALUE, key, place, bidang_of_field(field)),
        f"{label}, {month_name(period)}" if period else label,
        f"/posyandu/{place}/nilai",
        {"field": field, "period": period},
        SEE_PROFILE,
        _nobody,
        frozenset({key}),
    )


def _entity(key: str) -> Found:
    row = entity_store.get_entity(key)
    entity_list = entity_store.get_list(row.list_name)
    return Found(
        Matter(ENTITY, key, row.posyandu_code or "", entity_list.bidang or COMMON),
        entity_list.label,
        f"/sasaran/{key}",
        {},
        SEE_SUBJECTS,
        lambda: [entity_store.open_content(row.entity_id, row.content)[0]],
        frozenset({key}),
    )


def _person(key: str) -> Found:
    """Find a person by a mention's name: it stays when the person's own id changes."""
    anchor = anchor_of(key)
    members = subject_store.list_mentions_at([anchor])
    known = known_now({held.subject_id for held in members})
    if not known:
        raise Problem("registry.unknown_entity")
    ((subject_id, one), *_others) = known.items()
    return Found(
        Matter(PERSON, anchor, one.posyandu_code, one.bidang or COMMON),
        "Seorang warga",
        f"/sasaran/orang/{subject_id}",
        {},
        SEE_SUBJECTS,
        lambda: sorted(one.portrait.values("name")),
        one.anchors,
    )


_FINDERS: Mapping[str, Callable[[str], Found]] = {
    SUBMISSION: _submission,
    VALUE: _value,
    ENTITY: _entity,
    PERSON: _person,
}
