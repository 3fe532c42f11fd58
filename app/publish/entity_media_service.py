"""Lists of sasaran as one phone receives them: cut by Posyandu, bidang and column, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.accounts.access import in_area, outermost
from app.accounts.phones import Phone
from app.design.service import find_released
from app.publish.listing_service import choice_for
from app.publish.receivers import Receiver
from app.registry import entity_store
from app.registry.entity_lists import (
    columns_for,
    is_for,
    list_hash,
    told_to,
    write_header,
    write_rows,
)
from app.registry.entity_models import EntityList
from app.registry.entity_service import note_faults
from app.registry.lists import LIST_NAMES

ENDING = ".csv"


@dataclass(frozen=True, slots=True)
class EntityMedium:
    """A list as it is received. `md5` is opaque: it stands for what would be seen in these `areas`."""

    list_name: str
    columns: tuple[str, ...]
    needs_approval: bool
    areas: tuple[str, ...]
    md5: str

    @property
    def name(self) -> str:
        """Answer the file's name in the manifest."""
        return self.list_name + ENDING

    @property
    def kind(self) -> str:
        """Answer the manifest's type; Collect makes nothing of its own in a list that needs approval."""
        return "approvalEntityList" if self.needs_approval else "entityList"


def entity_media(
    receivers: Sequence[Receiver], holders: Sequence[Receiver], media: Sequence[str]
) -> list[EntityMedium]:
    """Answer the lists of sasaran among a version's files, as they are received."""
    found = (find_entity_medium(receivers, holders, name) for name in media)
    return [medium for medium in found if medium]


def find_entity_medium(
    receivers: Sequence[Receiver], holders: Sequence[Receiver], name: str
) -> EntityMedium | None:
    """Answer a list of sasaran as it is received; None when it is none, or not for these holders.

    `receivers` get the forms; those of them who may hold people's data are `holders`. Where there is no
    holder at all (the kader left) the list is there, with nobody in it.
    """
    if name in LIST_NAMES or not name.endswith(ENDING):
        return None
    row = entity_store.find_list(name.removesuffix(ENDING))
    if row is None:
        return None
    areas = outermost(one.area for one in holders if _may_hold(one, row))
    if holders and not areas:
        return None
    told = told_to(row.name, row.bidang, row.properties, (one.bidang for one in holders))
    columns = columns_for(told, _words(receivers, row.name))
    marks = [mark for area in areas for mark in entity_store.list_marks(row.name, area)]
    digest = list_hash(row.name, columns, row.needs_approval, marks)
    return EntityMedium(row.name, columns, row.needs_approval, areas, digest)


def _may_hold(receiver: Receiver, row: EntityList) -> bool:
    # Without an area of its own a phone would receive everybody's: it receives nothing.
    return bool(receiver.area) and is_for(row.bidang, receiver.bidang)


def _words(receivers: Sequence[Receiver], list_name: str) -> frozenset[str]:
    """Answer what the receivers' forms read of a list. Collect keeps one list for all of them."""
    choice = choice_for(receivers)
    if list_name not in choice.words:
        found: set[str] = set()
        for version in choice.forms:
            released = find_released(version.form_id, version.version)
            for use in released.schema.lists if released else ():
                if use.name == list_name:
                    found.update(use.words)
        choice.words[list_name] = frozenset(found)
    return choice.words[list_name]


def stream_list(medium: EntityMedium) -> Iterator[bytes]:
    """Answer a list as CSV, some hundreds of rows at a time.

    A row that cannot travel as it is never ends the list: it is mended or left out, and shown to admins.
    """
    yield write_header(medium.columns)
    damaged: list[str] = []
    unnamed: list[str] = []
    for area in medium.areas:
        for rows in entity_store.stream_rows(medium.list_name, area, damaged):
            unnamed += (row[0] for row in rows if not row[2].strip())
            yield write_rows(rows, medium.columns)
    if damaged or unnamed:
        note_faults(damaged, unnamed)


def deleted_states(phone: Phone, list_name: str, entity_ids: Sequence[str]) -> dict[str, bool]:
    """Answer for each sasaran made on a phone whether it is gone for it.

    What never arrived is not gone. What was rejected is, and what now belongs to another Posyandu.
    """
    row = entity_store.get_list(list_name)
    states = entity_store.list_states([entity_id.lower() for entity_id in entity_ids])
    return {one: _is_gone(phone, row, states.get(one.lower())) for one in entity_ids}


def _is_gone(phone: Phone, row: EntityList, known: tuple[str, str, str | None] | None) -> bool:
    if known is None or known[0] != row.name:
        return False
    _list, state, place = known
    elsewhere = place is not None and not in_area(place, phone.area)
    return state != entity_store.ALIVE or elsewhere or not _may_hold(phone, row)
