"""Loading the demo: the registry, accounts and phones, then months of reports in order of time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import jobs
from app.accounts import devices_service as devices
from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import Grant
from app.accounts.models import Device
from app.demo import scenes
from app.demo.dice import dice
from app.demo.instances import write_instance
from app.demo.monthly import Sender
from app.demo.places import (
    FIRST_PILOT,
    MALUHU,
    TENGGARONG,
    Desa,
    Place,
    Reporter,
    reporters,
    spread,
)
from app.demo.plot import tell
from app.demo.story import (
    BUILDING,
    DWELLING,
    GATHERING,
    LANE,
    REGISTER,
    Event,
    Photo,
    Sending,
    Verdict,
    count_sendings,
    senders_of,
)
from app.design import service as design
from app.extensions.database import now, transaction
from app.extensions.files import files
from app.intake import service as intake
from app.intake import store as intake_store
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.states import UNREVIEWED
from app.problems import Problem
from app.registry import service as registry
from app.registry import store as registry_store
from app.registry.bidang import SIX
from app.registry.models import Kader, Posyandu
from app.review.service import record_decision
from app.web.guards import settings

PASSWORD = "simpul-demo"  # noqa: S105 - printed on the login page; loopback only
COLLECT_FILE = "demo-collect"
COLLECT = "v2025.2.3"
SCENES = {
    BUILDING: scenes.building,
    GATHERING: scenes.gathering,
    REGISTER: scenes.register,
    DWELLING: scenes.dwelling,
    LANE: scenes.lane,
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much demo to make."""

    posyandu: int = 821
    months: int = 3
    visits: int = 240
    seed: int = 13


def load(size: Size, say: Callable[[str], None]) -> None:
    """Load the demo, once; an installation that has accounts is left as it is.

    Accounts come last: a load that was cut short is taken up again by the next.
    """
    if accounts_store.count_users():
        say("Sudah ada akun di sini, jadi data peragaan tidak ditambahkan.")
        return
    places = spread(_desa(), size.posyandu, size.seed)
    people = _add_places(places)
    say(f"{len(places)} Posyandu rekaan dan {people} kader rekaan tercatat.")
    chosen = reporters(places, size.seed)
    phones = _add_phones(chosen, size.seed)
    events = _story(size, chosen)
    say(f"Mengirim {count_sendings(events)} laporan dan kunjungan dari {len(phones)} ponsel ...")
    _play(events, phones)
    jobs.run_pending()
    _note_contacts(events, phones)
    _add_accounts()
    say("Semua laporan sudah digabungkan ke profil Posyandu.")


def collect_url(home: Path) -> str | None:
    """Answer the Collect address of the demo's kader in Maluhu, or None without a demo."""
    file = _collect_file(home)
    return f"{settings().base_url}/k/{file.read_text().strip()}" if file.exists() else None


# -- places, people, phones


def _desa() -> list[Desa]:
    areas = registry_store.list_wilayah(("kecamatan", "desa"))
    names = {area.code: area.name for area in areas}
    return [
        Desa(area.code, area.name, area.kind, area.parent or "", names[area.parent or ""])
        for area in areas
        if area.level == "desa"
    ]


def _add_places(places: Sequence[Place]) -> int:
    known = {row.code for row in registry_store.list_posyandu([""], limit=1_000_000)}
    fresh = [place for place in places if place.code not in known]
    people = [
        Kader(name=name, posyandu_code=place.code, is_demo=True)
        for place in fresh
        for name in place.kader
    ]
    registry.add_posyandu(
        [
            Posyandu(
                code=place.code,
                name=place.name,
                desa=place.desa.code,
                is_demo=True,
                is_pilot=place.is_pilot,
            )
            for place in fresh
        ]
    )
    with transaction():
        registry_store.add_all(people)
    return len(people)


Phones = dict[str, Device]  # by what Collect calls itself


def _add_phones(chosen: Sequence[Reporter], seed: int) -> Phones:
    known = {(row.area, row.label): row for row in accounts_store.list_devices([""])}
    if not _collect_file(settings().home).exists():
        # The token of the first phone is lost with a load cut short: it gets a new one.
        known = {key: row for key, row in known.items() if key[0] != FIRST_PILOT}
    phones: Phones = {}
    for reporter in chosen:
        for sender in senders_of(reporter.place, seed):
            key = (reporter.place.code, f"Ponsel {sender.kader}")
            phones[sender.phone] = known.get(key) or _add_phone(sender, key[1])
    return phones


def _add_phone(sender: Sender, label: str) -> Device:
    kader = registry.add_kader(sender.kader, sender.place.code, is_demo=True)
    invited = accounts.invite_device(kader, sender.place.code, label)
    if sender.place.code == FIRST_PILOT and sender.kader == sender.place.kader[0]:
        _keep_token(_collect_file(settings().home), invited.token)
    return invited.device


def _collect_file(home: Path) -> Path:
    return home / "secret" / COLLECT_FILE


def _keep_token(file: Path, token: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(token)


def _note_contacts(events: Sequence[Event], phones: Phones) -> None:
    """Say of each phone when it was last heard: when its last report came."""
    last = {event.sender.phone: event.at for event in events if isinstance(event, Sending)}
    for phone, at in last.items():
        devices.note_heard(phones[phone].device_id, at, phone, COLLECT)


def _add_accounts() -> None:
    grants = {
        "admin": Grant("admin"),
        "sekretariat": Grant("sekretariat"),
        **{f"opd.{bidang.key}": Grant("opd", bidang=bidang.key) for bidang in SIX},
        "camat.tenggarong": Grant("camat", area=TENGGARONG),
        "desa.maluhu": Grant("desa", area=MALUHU),
        "ketua.maluhu": Grant("ketua", area=FIRST_PILOT),
        "kader.maluhu": Grant("kader", area=FIRST_PILOT),
    }
    for name, grant in grants.items():
        accounts.add_user(name, PASSWORD, [grant], is_demo=True)


# -- the story


def _story(size: Size, chosen: Sequence[Reporter]) -> list[Event]:
    zone = settings().zone
    today = now().astimezone(zone).date()
    return tell(chosen, today, zone, size.seed, size.months, size.visits)


def _play(events: Iterable[Event], phones: Phones) -> None:
    for event in events:
        if isinstance(event, Sending):
            _receive(event, phones[event.sender.phone])
        else:
            _decide(event)


def _receive(event: Sending, phone: Device) -> None:
    form = design.find_form(event.form_id)
    released = design.find_released(event.form_id, (form and form.current_version) or "")
    if released is None:
        raise Problem("intake.unknown_form", form_id=event.form_id)
    xml = write_instance(
        released.schema, event.answers, event.instance_id, event.replaces, event.makes
    )
    # A photo of an edit is on the server already: Collect sends it with the first form only.
    held = [_file(event.photo)] if event.photo and not event.replaces else []
    intake.receive_submission(
        Delivery(xml=xml, files=held, door="collect", device=phone, received_at=event.at)
    )


def _file(photo: Photo) -> IncomingFile:
    return IncomingFile(photo.name, "image/png", files.add(_draw(photo.scene, photo.number)))


@cache
def _draw(scene: str, number: int) -> bytes:
    return SCENES[scene](dice("gambar", scene, number))


def _decide(event: Verdict) -> None:
    row = intake_store.find_received(event.instance_id)
    if row is not None and row.state == UNREVIEWED:
        record_decision(event.instance_id, event.decision, event.reason, event.actor, at=event.at)
