"""Who may be the same, kept up as subjects change: each is compared with those that share a key.

A pair is decided by the two portraits and people's decisions alone, and both of it are compared again
whenever either changes: so the same mentions give the same candidates in whatever order they came.
"""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from typing import Any

from sqlalchemy import text

from app.extensions.database import db, is_sqlite, parts, transaction
from app.extensions.vault import vault
from app.merge import compare_store as store
from app.merge import subject_store
from app.merge.blocking import keys_of
from app.merge.compare_store import Known
from app.merge.fold import PERSON
from app.merge.likeness import Portrait, likeness
from app.merge.log import Held
from app.merge.matching import Link
from app.merge.models import CandidateRow
from app.web.guards import settings

BATCH = 40
Row = dict[str, Any]


def compare_due() -> int:
    """Compare the subjects that changed with all that may be the same; answer how many."""
    with _turn() as mine:
        due = store.list_due(BATCH) if mine else {}
        if not due:
            return 0
        known = known_now(due)
        keys = {subject_id: fingerprints(one) for subject_id, one in known.items()}
        rows = _candidates(known, keys, due)
        with transaction():
            store.remove_compared(due)
            store.save_portraits(known, keys)
            store.save_candidates(rows)
            store.remove_due(due)
        return len(due)


def known_now(subject_ids: Collection[str]) -> dict[str, Known]:
    """Answer persons as their mentions tell of them now; nobody who is not spoken of any more."""
    mentions: dict[str, list[Held]] = {}
    for one in subject_store.list_mentions_of_subjects(subject_ids):
        if one.mention.kind == PERSON:
            mentions.setdefault(one.subject_id, []).append(one)
    homes, bidang = store.list_homes(mentions), store.list_bidang(mentions)
    return {
        subject_id: Known(
            portrait=Portrait(frozenset(one.mention.traits for one in group)),
            anchors=frozenset(one.mention.anchor for one in group),
            posyandu_code=homes.get(subject_id) or max(one.posyandu_code for one in group),
            bidang=only_bidang(bidang.get(subject_id, ())),
            villages=frozenset(one.posyandu_code.rpartition(".")[0] for one in group),
        )
        for subject_id, group in mentions.items()
    }


def only_bidang(bidang: Collection[str]) -> str:
    """Answer the one bidang a subject is of; "" for several, which only a grant of all may see."""
    return next(iter(bidang)) if len(bidang) == 1 else ""


def fingerprints(known: Known) -> frozenset[bytes]:
    """Answer the keys a subject is found by, as they are stored."""
    keys = keys_of(known.portrait, known.villages)
    return frozenset(vault.fingerprint("mirip", key) for key in keys)


def _candidates(
    known: Mapping[str, Known], keys: Mapping[str, Iterable[bytes]], due: Collection[str]
) -> list[Row]:
    """Answer the pairs of what is due with each other and with what was compared before."""
    sharing = store.list_sharing({key for theirs in keys.values() for key in theirs})
    fresh: dict[bytes, list[str]] = {}
    for subject_id, theirs in keys.items():
        for key in theirs:
            fresh.setdefault(key, []).append(subject_id)
    pairs = {
        (min(one, other), max(one, other))
        for one, theirs in keys.items()
        for key in theirs
        for other in (*(set(sharing.get(key, ())).difference(due)), *fresh[key])
        if one != other
    }
    others = {subject_id for pair in pairs for subject_id in pair} - known.keys()
    everybody = {**store.list_portraits(others), **known}
    parted = [
        link
        for link in subject_store.list_links({a for one in known.values() for a in one.anchors})
        if not link.joins
    ]
    rows = (row_of(pair, everybody, parted) for pair in sorted(pairs))
    return [row for row in rows if row]


def row_of(
    pair: tuple[str, str], everybody: Mapping[str, Known], parted: Iterable[Link]
) -> Row | None:
    """Answer the candidate two subjects make, or None; who was said to be two makes none."""
    low, high = (everybody[subject_id] for subject_id in pair)
    if any(_parted(link, low.anchors, high.anchors) for link in parted):
        return None
    found = likeness(low.portrait, high.portrait)
    if found is None:
        return None
    return {
        "low": pair[0],
        "high": pair[1],
        "level": found.level,
        "score": found.score,
        "reasons": list(found.reasons),
        "low_place": low.posyandu_code,
        "high_place": high.posyandu_code,
        "bidang": low.bidang if low.bidang == high.bidang else "",
    }


def _parted(link: Link, one: frozenset[str], two: frozenset[str]) -> bool:
    return bool((link.left & one and link.right & two) or (link.left & two and link.right & one))


@contextmanager
def _turn() -> Iterator[bool]:
    """Let one worker at a time compare; a killed worker's turn ends by itself."""
    db.session.commit()
    if not is_sqlite():
        mine = bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(824)")))
        try:
            yield mine
        finally:
            db.session.rollback()
        return
    with (settings().home / "compare.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def verify_candidates() -> list[str]:
    """Answer, in words, where the stored candidates differ from comparing everybody anew."""
    subject_ids = store.list_subject_ids()
    everybody: dict[str, Known] = {}
    sharing: dict[bytes, list[str]] = {}
    for part in parts(subject_ids):
        for subject_id, one in known_now(part).items():
            everybody[subject_id] = one
            for key in fingerprints(one):
                sharing.setdefault(key, []).append(subject_id)
    pairs = {pair for group in sharing.values() for pair in combinations(sorted(group), 2)}
    parted = [
        link
        for part in parts(sorted({a for k in everybody.values() for a in k.anchors}))
        for link in subject_store.list_links(part)
        if not link.joins
    ]
    anew = {pair: row_of(pair, everybody, parted) for pair in pairs}
    stored = {(row.low, row.high): row for row in store.list_every_candidate()}
    return [
        f"usulan {pair[0]} {pair[1]}: tersimpan berbeda dengan hasil hitung ulang"
        for pair in sorted(anew.keys() | stored.keys())
        if _plain(stored.get(pair)) != anew.get(pair)
    ]


def _plain(row: CandidateRow | None) -> Row | None:
    columns = CandidateRow.__table__.columns.keys()
    return {name: getattr(row, name) for name in columns} if row else None
