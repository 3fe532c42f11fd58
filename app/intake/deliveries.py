"""What one knock at a door brings: XML, files, and who knocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.accounts.models import Device
from app.extensions.files import SealingFile

XML_PART = "xml_submission_file"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that came with a submission, sealed but not yet kept."""

    name: str
    mime: str
    content: SealingFile


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one knock at a door brought.

    `form_id` and `version` are given where the door names forms its own way (Kobo's asset uid).
    """

    xml: bytes
    files: Sequence[IncomingFile]
    door: str
    device: Device | None = None
    target_id: int | None = None
    remote_id: str | None = None
    form_id: str | None = None
    version: str | None = None
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def sender(self) -> str:
        """Answer who knocked, for the bound on what quarantine keeps of one sender."""
        if self.device is not None:
            return f"device:{self.device.device_id}"
        return f"target:{self.target_id}" if self.target_id else self.door
