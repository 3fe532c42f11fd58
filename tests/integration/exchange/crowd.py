"""Many submissions with a photo each, put in where they are collected, and what must come of them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.accounts import store as accounts_store
from app.accounts.models import Device
from app.extensions.files import files
from app.intake.deliveries import Delivery, IncomingFile
from app.intake.service import receive_submission
from app.review.service import ANYWHERE, decide
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, MELATI, new_id, submission_xml, visit_answers
from xlsform.schema import Schema
from xlsform.workbook import read_workbook, write_xlsx

FORM, VERSION = "pr_foto_rumah", "2026112501"
_FORM = f"""
| survey | type         | name             | label::Bahasa Indonesia (id) |
|        | start        | start            |                              |
|        | end          | end              |                              |
|        | include      | kepala_kunjungan |                              |
|        | integer      | nomor            | Nomor rumah                  |
|        | image        | gambar           | Foto rumah                   |

| settings | form_id | form_title | version    | bidang           | frekuensi | default_language      |
|          | {FORM}  | Foto rumah | {VERSION}  | perumahan_rakyat | kejadian  | Bahasa Indonesia (id) |
"""
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
NEW, EDIT, REJECT, LATE = "kirim", "ubah", "tolak", "susulkan"


def photo_form() -> bytes:
    """The form with one photo, as XLSX."""
    return write_xlsx(read_workbook(_FORM.encode(), f"{FORM}.md"))


def digest(content: bytes) -> str:
    """What contents are compared by."""
    return hashlib.sha256(content).hexdigest()


@dataclass(slots=True)
class Expected:
    """What must be known of a submission in the end: its XML, its files, its state."""

    xml: str
    files: dict[str, str]
    state: str = "belum_ditinjau"


@dataclass(slots=True)
class _Sent:
    instance_id: str
    xml: bytes
    photo: bytes


@dataclass(slots=True)
class Crowd:
    """Phones that send to an installation. `said` grows with what was put in."""

    simpul: Simpul
    dice: random.Random
    said: dict[str, Expected] = field(default_factory=dict)
    _devices: list[Device] = field(default_factory=list)
    _schema: Schema | None = None
    _untouched: list[_Sent] = field(default_factory=list)
    _without_photo: list[_Sent] = field(default_factory=list)

    def open(self) -> None:
        """Give the phones to their kader."""
        phones = [self.simpul.add_phone(place) for place in (MAWAR, MELATI)]
        self._schema = self.simpul.schema(FORM)
        with self.simpul.app.app_context():
            found = [accounts_store.get_device(one.device_id) for one in phones]
        self._devices = [device for device in found if device is not None]

    def acts(self, size: int, changes: int) -> Iterator[str]:
        """What happens, in a random order: so many submissions, so many changes of each kind."""
        acts = [NEW] * size + [EDIT, REJECT, LATE] * changes
        self.dice.shuffle(acts)
        return iter(acts)

    def act(self, what: str) -> None:
        """Let something happen; before there is anything to change, nothing does."""
        if what == NEW:
            self._untouched.append(self._send_new())
        elif what == LATE:
            self._send_late()
        elif self._untouched:
            chosen = self._untouched.pop(self.dice.randrange(len(self._untouched)))
            (self._edit if what == EDIT else self._reject)(chosen)

    def finish(self) -> None:
        """Let the photos follow that have not come yet."""
        while self._without_photo:
            self._follow(self._without_photo.pop())

    def _send_new(self, edits: str | None = None, *, with_photo: bool = True) -> _Sent:
        instance_id, number = new_id(), len(self.said)
        answers = {
            path: text
            for path, text in visit_answers((MAWAR, MELATI)[number % 2]).items()
            if path in {"start", "end"} or path.startswith("kepala/")
        }
        answers |= {"nomor": number, "gambar": f"{number}.jpg"}
        assert self._schema is not None
        xml = submission_xml(self._schema, answers, instance_id=instance_id, deprecated_id=edits)
        sent = _Sent(instance_id, xml, JPEG + self.dice.randbytes(self.dice.randint(200, 4000)))
        photos = {f"{number}.jpg": sent.photo}
        self.said[instance_id] = Expected(digest(xml), {n: digest(c) for n, c in photos.items()})
        self._receive(xml, photos if with_photo else {})
        return sent

    def _receive(self, xml: bytes, photos: dict[str, bytes]) -> None:
        with self.simpul.app.app_context():
            incoming = [
                IncomingFile(name, "image/jpeg", files.add(content))
                for name, content in photos.items()
            ]
            device = self.dice.choice(self._devices)
            receive_submission(Delivery(xml, incoming, "collect", device))

    def _edit(self, chosen: _Sent) -> None:
        self.said[chosen.instance_id].state = "digantikan"
        self._send_new(chosen.instance_id)

    def _reject(self, chosen: _Sent) -> None:
        self.said[chosen.instance_id].state = "ditolak"
        with self.simpul.app.app_context():
            decide(chosen.instance_id, "tolak", "Foto rumah lain", "petugas", ANYWHERE)

    def _send_late(self) -> None:
        """Send one whose photo follows; let that of an earlier one follow now and then."""
        self._without_photo.append(self._send_new(with_photo=False))
        if len(self._without_photo) > 3:
            self._follow(self._without_photo.pop(0))

    def _follow(self, sent: _Sent) -> None:
        (name,) = self.said[sent.instance_id].files
        self._receive(sent.xml, {name: sent.photo})
