"""What only somebody who runs a server can do or see: the setup that some rows need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission as the server keeps it. `files` tells of each file whether an answer names it."""

    form_id: str
    version: str
    root_id: str
    state: str
    late: bool
    flags: list[str]
    contents: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bool] = field(default_factory=dict)


class Inside(Protocol):
    """The inside of a server under test."""

    def settle(self) -> None:
        """Let all work be done that was put off."""

    def let_pass(self, days: int) -> None:
        """Let so many days pass for updates that wait for the one before them."""

    # -- doors

    def door(self, state: str = "", *, elsewhere: bool = False) -> str:
        """Answer the address of a new phone; `state` is nothing, lost, stopped or revoked."""

    def password_door(self) -> tuple[str, str, str]:
        """Answer address, user name and password for a client that shows a password."""

    def person(self) -> tuple[str, str]:
        """Answer name and password of an account that may do everything on the pages."""

    def behind_https(self) -> dict[str, str]:
        """Answer the headers by which a proxy says that it was asked over https."""

    def settings_code(self, url: str) -> str:
        """Answer the text of the QR code that sets up Collect for an address."""

    # -- forms

    def close_form(self, form_id: str) -> None:
        """Take a form out of use."""

    def reopen_form(self, form_id: str) -> None:
        """Put it into use again."""

    def release(self, version: str, question: str) -> str:
        """Release a version of the trial form with this question; answer its form id."""

    def compile(self, entities: str, save_to: str = "rt") -> tuple[bytes, str]:
        """Make a form with this `entities` sheet: its XForm, or what is said against it."""

    # -- what was sent

    def kept(self, instance_id: str) -> Kept | None:
        """Answer how a submission is kept, or None."""

    def quarantined(self, xml: bytes) -> list[bytes] | None:
        """Answer all that came in the refused request with this XML, the XML first; None if not kept."""

    def decide(self, instance_id: str, accepted: bool) -> None:
        """Accept or reject a submission."""

    # -- entities

    def ask_approval(self, list_name: str, needed: bool) -> None:
        """Say whether what makes an entity of a list waits until its submission is accepted."""

    def conflict(self, entity_id: str) -> str:
        """Answer an entity's open conflict: `soft`, `hard` or nothing."""

    def resolve(self, entity_id: str) -> None:
        """Have a person keep an entity as it is."""

    def fault(self, instance_id: str) -> str:
        """Answer why a submission's entities could not be applied, or nothing."""
