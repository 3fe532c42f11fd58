"""What one knock at a door brings: XML, files, and who knocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.accounts.standing import FULL, Standing

XML_PART = "xml_submission_file"
# The problem under which quarantine keeps what a lost phone, or a kader long gone, sends.
KEPT_ASIDE = "intake.phone_kept_aside"


class Phone(Protocol):
    """The phone that sends: whose it is, and the area it may report for."""

    @property
    def device_id(self) -> int:
        """Answer its number."""

    @property
    def kader_id(self) -> int:
        """Answer whose it is."""

    @property
    def area(self) -> str:
        """Answer the area it may report for."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that sends from a browser, and the areas it may report for."""

    user_id: int
    areas: tuple[str, ...]


class SealedContent(Protocol):
    """A file's content, sealed while it streamed in; `size` and `sha256` are of the clear bytes."""

    file_id: str
    size: int

    @property
    def sha256(self) -> str:
        """Answer the hash in hex."""

    def keep(self) -> str:
        """Make it durable; answer its file id."""

    def withdraw(self) -> None:
        """Leave nothing behind."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that came with a submission, sealed but not yet kept."""

    name: str
    mime: str
    content: SealedContent


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one knock at a door brought.

    `form_id` and `version` are given where the door names forms its own way (Kobo's asset uid);
    `received_at` where it was received before now; `there_at` when another server says it received it;
    `standing` is how the phone stands that sends,
    `place_name` the name of the Posyandu that is its area, `collect_id` what the sending app calls
    itself, `replaces` what an edit replaces where the one it names can no longer be read, `flags` what
    its door knows to be odd about it.
    """

    xml: bytes
    files: Sequence[IncomingFile]
    door: str
    device: Phone | None = None
    account: Account | None = None
    target_id: int | None = None
    remote_id: str | None = None
    form_id: str | None = None
    version: str | None = None
    received_at: datetime | None = None
    there_at: datetime | None = None
    standing: Standing = FULL
    place_name: str = ""
    collect_id: str | None = None
    replaces: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """Answer the areas its sender may report for; none of another server."""
        if self.device is not None:
            return (self.device.area,)
        return self.account.areas if self.account else ()

    @property
    def sender(self) -> str:
        """Answer who knocked, for the bound on what quarantine keeps of one sender."""
        if self.device is not None:
            return f"device:{self.device.device_id}"
        if self.account is not None:
            return f"user:{self.account.user_id}"
        return f"target:{self.target_id}" if self.target_id else self.door
