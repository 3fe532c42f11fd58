"""The one list of sasaran that all bidang share: people. Who owns which of its properties."""

from __future__ import annotations

from xlsform.field_map import OWNER_PREFIX

PEOPLE = "orang"  # a person is registered once, whichever form does it
SHARED = "umum"
_OWNERS = {prefix: bidang for bidang, prefix in OWNER_PREFIX.items() if bidang != SHARED}


def owner_of(list_name: str, list_bidang: str, name: str) -> str:
    """The bidang that writes a property and may read it; on the list of people its name tells.

    As a field of the profile does: `kes_bb` is of kesehatan, what has no such beginning of all.
    """
    if list_name != PEOPLE:
        return list_bidang
    return _OWNERS.get(name.partition("_")[0].casefold(), SHARED)
