"""A phone as an operator needs to see it: what it holds, what it sent, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts import devices_store
from app.accounts.access import Reach
from app.accounts.models import Device, DeviceForm
from app.design import store as design_store
from app.design.models import FormVersion
from app.extensions.database import now
from app.intake import phones_store, store
from app.intake.models import Quarantine, Submission
from app.intake.telling import SentOne, checklist, clock_words, tell
from app.registry import service as registry
from app.registry import settings_store
from app.registry import store as registry_store
from app.registry.periods import month_of, next_month
from app.web.guards import local_now, settings

SHOWN = 40  # submissions of a phone that are told one by one
MONTHS_ASKED = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list shows of a phone beside its row."""

    sent: int
    last_sent: datetime | None
    refused: int
    outdated: int
    clock: str

    @property
    def problems(self) -> list[str]:
        """Answer the problems in a few words each."""
        found = [f"{self.refused} kiriman tertahan"] if self.refused else []
        found += [f"{self.outdated} formulir lama"] if self.outdated else []
        return found + ([self.clock.partition(".")[0]] if self.clock else [])


@dataclass(frozen=True, slots=True)
class Told:
    """One submission with the sentences about it."""

    instance_id: str
    received_at: datetime
    state: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Help:
    """All an operator needs while a kader is on the telephone."""

    told: list[Told]
    refused: Sequence[Quarantine]
    tasks: list[str]
    clock: str


def summaries(devices: Sequence[Device]) -> dict[int, Summary]:
    """Answer what a list shows of phones: a handful of queries, however many phones."""
    ids = [device.device_id for device in devices]
    counts, last = phones_store.count_sent(ids), phones_store.list_last_sent(ids)
    refused, held = phones_store.count_refused(ids), devices_store.list_held(ids)
    current = {version.form_id: version.version for version in design_store.list_current()}
    found = {}
    for device in devices:
        received, ended = last.get(device.device_id, (None, None))
        clock = clock_words(ended, received) if received else ""
        found[device.device_id] = Summary(
            sent=counts.get(device.device_id, 0),
            last_sent=received,
            refused=refused.get(device.device_id, 0),
            outdated=len(_outdated(held.get(device.device_id, []), current)),
            clock=clock,
        )
    return found


def _outdated(held: Sequence[DeviceForm], current: dict[str, str]) -> list[str]:
    return [row.form_id for row in held if current.get(row.form_id, row.version) != row.version]


def help_for(devices: Sequence[Device], reaches: Sequence[Reach]) -> Help:
    """Answer what these phones of one kader sent and what is still to be done."""
    ids = [device.device_id for device in devices]
    versions = design_store.list_current()
    titles = {form.form_id: form.title for form in design_store.list_forms()}
    rows = phones_store.list_sent(ids, reaches, SHOWN)
    sent = _sent(rows, titles)
    refused = phones_store.list_refused(ids, SHOWN)
    current = {version.form_id: version.version for version in versions}
    held = devices_store.list_held(ids)
    outdated = {form for one in ids for form in _outdated(held.get(one, []), current)}
    newest = rows[0] if rows else None
    tasks = checklist(
        sent,
        [(titles.get(row.form_id or "", "Satu kiriman"), row.code) for row in refused],
        [titles.get(form_id, form_id) for form_id in sorted(outdated)],
        _missing(devices, versions),
    )
    return Help(
        told=[
            Told(row.instance_id, row.received_at, row.state, tell(one, settings().zone))
            for row, one in zip(rows, sent, strict=True)
        ],
        refused=refused,
        tasks=tasks,
        clock=clock_words(newest.ended_at, newest.received_at) if newest else "",
    )


def _sent(rows: Sequence[Submission], titles: dict[str, str]) -> list[SentOne]:
    places = registry_store.names_of_posyandu(row.posyandu_code or "" for row in rows)
    files = phones_store.count_files(row.seq for row in rows)
    decided = [row.instance_id for row in rows if row.state in {"dikembalikan", "ditolak"}]
    reasons = {
        one.instance_id: one.reason
        for one in store.list_state_decisions(decided)
        if one.instance_id
    }
    monthly = {
        version.form_id
        for version in design_store.list_current()
        if version.settings.get("frekuensi") == "bulanan"
    }
    return [
        SentOne(
            form_title=titles.get(row.form_id, row.form_id),
            period=row.period if row.form_id in monthly else "",
            posyandu=places.get(row.posyandu_code or "", ""),
            received_at=row.received_at,
            ended_at=row.ended_at,
            state=row.state,
            is_late=row.late,
            flags=row.flags,
            files_held=files.get(row.seq, 0),
            files_expected=row.files_expected,
            reason=reasons.get(row.instance_id, ""),
        )
        for row in rows
    ]


def _missing(devices: Sequence[Device], versions: Sequence[FormVersion]) -> list[tuple[str, str]]:
    """Answer the (form, month) whose due day has passed and that the phones' Posyandu lack."""
    active = [device for device in devices if device.state == "aktif"]
    if not active:
        return []
    zone, today = settings().zone, local_now().date()
    monthly = [
        version
        for version in versions
        if version.settings.get("frekuensi") == "bulanan" and _is_for(version, active)
    ]
    begun = month_of(min(device.created_at for device in active), zone)
    this = month_of(now(), zone)
    months = [
        month for step in range(1, MONTHS_ASKED + 1) if (month := next_month(this, -step)) >= begun
    ]
    plan, found = settings_store.get_rollout_plan(), []
    for code in sorted(registry_store.names_of_posyandu({device.area for device in active})):
        held = phones_store.list_reported(code, [one.form_id for one in monthly], months)
        found += [
            (version.title, month)
            for month in reversed(months)
            for version in monthly
            if (version.form_id, month) not in held
            and plan.owes(version.settings["bidang"], version.form_id, code, month)
            and registry.due_on(version.form_id, month, _due_day(version)) < today
        ]
    return found


def _is_for(version: FormVersion, devices: Sequence[Device]) -> bool:
    return any(not one.bidang or one.bidang == version.settings["bidang"] for one in devices)


def _due_day(version: FormVersion) -> int | None:
    text = str(version.settings.get("tenggat") or "")
    return int(text) if text.isdecimal() else None
