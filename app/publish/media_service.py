"""The lists of places and of returned reports that forms carry, as one receiver gets them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.design import files_service
from app.problems import Problem
from app.publish.listing_service import CurrentForm, any_version, released_version
from app.publish.receivers import Receiver
from app.registry import returned_store
from app.registry import store as registry_store
from app.registry.lists import (
    DESA,
    LIST_NAMES,
    POSYANDU,
    RETURNED,
    fit_reason,
    write_list,
)
from app.registry.words import date_words
from app.web.guards import settings

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of a form as one receiver gets it."""

    name: str
    content: bytes
    mime: str = CSV

    @property
    def md5(self) -> str:
        """Answer the MD5 in hex, as the OpenRosa manifest wants it."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


def media_for(receivers: Sequence[Receiver], form_id: str, version: str) -> list[Medium]:
    """Answer the files of a version for its receivers; only files that exist, and none for nobody."""
    form = released_version(form_id, version)
    if not receivers:
        return []
    cut = Cut(receivers)
    return [cut.build(name, form) for name in form.media if name in LIST_NAMES]


def media_names(form_id: str, version: str) -> tuple[str, ...]:
    """Answer the names of the files a version asks for."""
    return released_version(form_id, version).media


def get_medium(receivers: Sequence[Receiver], form_id: str, version: str, name: str) -> Medium:
    """Answer one file of a released version for its receivers; for nobody, with nothing in it."""
    return _medium(receivers, released_version(form_id, version), name)


def preview_medium(receivers: Sequence[Receiver], form_id: str, version: str, name: str) -> Medium:
    """Answer one file of any version, drafts too, for the officers who try it."""
    return _medium(receivers, any_version(form_id, version), name)


def _medium(receivers: Sequence[Receiver], form: CurrentForm, name: str) -> Medium:
    given = files_service.find_file(form.form_id, form.version, name)
    if given is not None:
        return Medium(name, b"".join(files_service.read_file(given)), given.mime)
    if name not in form.media or name not in LIST_NAMES:
        raise Problem("publish.unknown_media", name=name)
    if not receivers:
        return Medium(name, write_list(name, []))
    return Cut(receivers).build(name, form)


class Cut:
    """The lists cut to the areas of their receivers; the places are read once for all of them."""

    def __init__(self, receivers: Sequence[Receiver]) -> None:
        """Take the receivers; nothing is read yet."""
        self._areas = [receiver.area for receiver in receivers]

    @cached_property
    def _places(self) -> Sequence[tuple[str, str, str]]:
        return registry_store.list_places(self._areas)

    @cached_property
    def _names(self) -> dict[str, str]:
        villages = {desa for _code, _name, desa in self._places}
        return registry_store.names_of_areas(villages | {above(code) for code in villages})

    def build(self, name: str, form: CurrentForm | None = None) -> Medium:
        """Answer a list: of places, or of what was returned of a form; of none nothing was."""
        return Medium(name, write_list(name, self._rows(name, form)))

    def _rows(self, name: str, form: CurrentForm | None) -> Iterable[Sequence[str]]:
        if name == RETURNED:
            return _returned_rows(self._areas, form) if form else ()
        if name == POSYANDU:
            return self._places
        villages = sorted({desa for _code, _name, desa in self._places})
        if name == DESA:
            return [(code, self._names[code], above(code)) for code in villages]
        districts = sorted({above(code) for code in villages})
        return [(code, self._names[code]) for code in districts]


def above(code: str) -> str:
    """Answer the code of the area that an area lies in."""
    return code.rpartition(".")[0]


def _returned_rows(areas: Sequence[str], form: CurrentForm) -> Iterator[tuple[str, ...]]:
    """Answer the rows of the returned list: numbered, for a phone needs no more to show them."""
    zone, monthly = settings().zone, form.frekuensi == "bulanan"
    for number, row in enumerate(returned_store.list_for_form(areas, form.form_id), start=1):
        day = row.observed_at.astimezone(zone).date().isoformat()
        label = fit_reason(row.reason)
        if not monthly:
            label = f"({date_words(day)}) {label}"
        yield str(number), label, row.posyandu_code, row.period or day[:7]
