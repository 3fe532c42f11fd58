"""What others may be told of: the kinds of events, in the words of machines and of people. Pure."""

from __future__ import annotations

from collections.abc import Mapping

SUBMISSION_CREATED = "submission.created"
SUBMISSION_EDITED = "submission.edited"
SUBMISSION_DELETED = "submission.deleted"
SUBMISSION_REVIEWED = "submission.reviewed"
PROFILE_CHANGED = "profile.changed"
CONFLICT_OPENED = "conflict.opened"
FORM_RELEASED = "form.released"
TEST = "webhook.test"

EVENT_NAMES: Mapping[str, str] = {
    SUBMISSION_CREATED: "Kiriman baru diterima",
    SUBMISSION_EDITED: "Kiriman diperbaiki",
    SUBMISSION_DELETED: "Kiriman ditolak",
    SUBMISSION_REVIEWED: "Kiriman ditinjau",
    PROFILE_CHANGED: "Nilai di profil Posyandu dihitung ulang",
    CONFLICT_OPENED: "Nilai baru perlu diputuskan",
    FORM_RELEASED: "Versi formulir diterbitkan",
}
# These belong to no place: who asked for one area is told of them too.
WITHOUT_PLACE = frozenset({FORM_RELEASED})


def concerns(kinds: list[str], area: str, bidang: str, event: tuple[str, str, str]) -> bool:
    """Answer whether somebody who asked for these kinds, area and bidang is told of an event.

    The event is (kind, place, bidang); an empty area or bidang asks for all of them.
    """
    kind, place, about = event
    if kind not in kinds or (bidang and bidang not in about.split()):
        return False
    return not area or kind in WITHOUT_PLACE or place == area or place.startswith(f"{area}.")
