"""Signs that must not wait become referrals of the server's own: made once, withdrawn, brought back.

What merged values show is looked at sign by sign. A sign somebody was asked about already asks nobody
again, whatever was merged anew, edited or rebuilt; one that shows no more is withdrawn while it is open.
"""

from __future__ import annotations

from collections.abc import Collection

from app.extensions.database import now, transaction
from app.merge import sign_store, subject_store
from app.merge.fold import is_subject
from app.merge.matching import anchor_of
from app.merge.signs import Sign
from app.registry import store as registry
from app.registry.periods import month_name, next_month
from app.review import referral_store as store
from app.review.referral_models import Referral
from app.review.referral_service import SERVER, append_of_server, make_of_server
from app.review.referrals import PERSON, VALUE, WITHDRAWN, after_working_days
from app.scores.declared import Alarm
from app.scores.library import read_alarms, read_limits
from app.web.guards import local_now

BATCH = 60
GONE = "Data yang digabungkan tidak lagi menunjukkan hal ini."


def raise_due() -> int:
    """Look at the signs that came or went, and ask or withdraw; answer how many."""
    if not sign_store.list_due(1):  # nearly always: nobody's turn is taken for it
        return 0
    alarms = {one.key: one for one in read_alarms()}
    with transaction():
        subject_store.take_turn()
        due = sign_store.list_due(BATCH)
        for sign, _shown in due:
            if sign.alarm in alarms:
                _look(sign, alarms[sign.alarm])
        sign_store.save_looked_at(due)
    return len(due)


def _look(sign: Sign, alarm: Alarm) -> None:
    names, subjects = _known_as(sign)
    shown = sign_store.is_shown(subjects, sign.where.period, alarm.key)
    rows = store.list_alarms(_key(alarm, name, sign.where.period) for name in names)
    if shown and not rows and _is_recent(_month_told(sign, alarm, subjects)):
        make_of_server(_referral(sign, alarm, min(names)), _words(alarm, sign))
    for row in rows:
        withdrawn = store.find_own_withdrawal(row)
        if shown and withdrawn:
            append_of_server(row, undoes=withdrawn)
        elif not shown and row.is_open:
            append_of_server(row, WITHDRAWN, GONE)


def _month_told(sign: Sign, alarm: Alarm, subjects: Collection[str]) -> str:
    """Answer the month a sign is of; of what holds for good, the month somebody last told it."""
    return sign.where.period or sign_store.find_month_told(subjects, alarm.field)


def _is_recent(period: str) -> bool:
    """Answer whether a month is near enough to send somebody: not what old data tell."""
    today = local_now().date()
    months = int(read_limits().amount("tugas_paling_lama", today))
    return period >= next_month(f"{today:%Y-%m}", -months)


def _known_as(sign: Sign) -> tuple[set[str], set[str]]:
    """Answer the names a sign may have been asked about under, and the subjects who may show it.

    A person's mentions keep their names when two persons turn out to be one.
    """
    key = sign.where.key
    if not is_subject(key):
        return {key}, {key}
    now_known = subject_store.list_mentions_at([anchor_of(key)])
    subjects = {key} | {one.subject_id for one in now_known}
    members = subject_store.list_mentions_of_subjects(subjects)
    return {anchor_of(key)} | {one.mention.anchor for one in members}, subjects


def _key(alarm: Alarm, name: str, period: str) -> str:
    return f"{alarm.key}~{name}~{period}"


def _referral(sign: Sign, alarm: Alarm, name: str) -> Referral:
    place, _key_of, period = sign.where
    about = (PERSON, name) if alarm.of_subject else (VALUE, f"{place}~{alarm.field}~{period}")
    return Referral(
        kind=about[0],
        key=about[1],
        place=place,
        sender="",
        receiver=alarm.bidang,
        matter=alarm.key,
        alarm=_key(alarm, name, period),
        due_on=after_working_days(local_now().date(), alarm.days, registry.list_holidays()),
        made_by=SERVER,
        made_at=now(),
    )


def _words(alarm: Alarm, sign: Sign) -> str:
    if not sign.where.period:
        told = "data seorang warga"
    else:
        kind = "hasil skrining" if alarm.of_subject else "laporan"
        told = f"{kind} {month_name(sign.where.period)}"
    return f"Dari {told}. Pastikan di lapangan, lalu jawab di sini."
