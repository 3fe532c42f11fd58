"""What a phone or a browser receives, and the registering of other servers."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

from app.accounts.service import hash_token
from app.design import store as design_store
from app.design.models import FormVersion
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.problems import Problem
from app.publish import store
from app.publish.models import Publication, Target
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


class Receiver(Protocol):
    """Who receives forms and lists, a phone or a grant: an area, and a bidang (empty: all of them)."""

    @property
    def area(self) -> str:
        """Answer the area whose places are received."""

    @property
    def bidang(self) -> str:
        """Answer the bidang whose forms are received, besides those of all."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of a form as one receiver gets it."""

    name: str
    content: bytes

    @property
    def md5(self) -> str:
        """Answer the MD5 in hex, as the OpenRosa manifest wants it."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


def receives(receiver: Receiver, bidang: str) -> bool:
    """Answer whether a receiver gets the forms of a bidang."""
    return not receiver.bidang or bidang in {receiver.bidang, "umum"}


def get_form_md5(form_id: str, version: str) -> str:
    """Answer the MD5 of the XForm of any version ever released, without reading it."""
    return _released(form_id, version).md5


def get_form_bytes(form_id: str, version: str) -> bytes:
    """Answer the XForm of any version ever released, byte for byte."""
    return _released(form_id, version, whole=True).xform


def _released(form_id: str, version: str, *, whole: bool = False) -> FormVersion:
    row = design_store.find_version(form_id, version, whole=whole)
    if row is None or row.state != design_store.RELEASED:
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return row


def media_for(receivers: Sequence[Receiver], form_id: str, version: str) -> list[Medium]:
    """Answer the files of a version for its receivers; only files that exist, and none for nobody."""
    row = _released(form_id, version)
    if not receivers:
        return []
    cut = Cut(receivers)
    return [cut.build(name, row) for name in row.media if name in LIST_NAMES]


def media_names(form_id: str, version: str) -> list[str]:
    """Answer the names of the files a version asks for."""
    return _released(form_id, version).media


def get_medium(receivers: Sequence[Receiver], form_id: str, version: str, name: str) -> Medium:
    """Answer one file of a released version for its receivers; for nobody, with nothing in it."""
    return _medium(receivers, _released(form_id, version), name)


def preview_medium(receivers: Sequence[Receiver], form_id: str, version: str, name: str) -> Medium:
    """Answer one file of any version, drafts too, for the officers who try it."""
    return _medium(receivers, design_store.get_version(form_id, version), name)


def _medium(receivers: Sequence[Receiver], row: FormVersion, name: str) -> Medium:
    if name not in row.media or name not in LIST_NAMES:
        raise Problem("publish.unknown_media", name=name)
    if not receivers:
        return Medium(name, write_list(name, []))
    return Cut(receivers).build(name, row)


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

    def build(self, name: str, version: FormVersion) -> Medium:
        """Answer a list: of places, or of what was returned of a form."""
        return Medium(name, write_list(name, self._rows(name, version)))

    def _rows(self, name: str, version: FormVersion) -> Iterable[Sequence[str]]:
        if name == RETURNED:
            return _returned_rows(self._areas, version)
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


def _returned_rows(areas: Sequence[str], version: FormVersion) -> Iterator[tuple[str, ...]]:
    """Answer the rows of the returned list: numbered, for a phone needs no more to show them."""
    zone, monthly = settings().zone, version.settings.get("frekuensi") == "bulanan"
    for number, row in enumerate(returned_store.list_for_form(areas, version.form_id), start=1):
        day = row.observed_at.astimezone(zone).date().isoformat()
        label = fit_reason(row.reason)
        if not monthly:
            label = f"({date_words(day)}) {label}"
        yield str(number), label, row.posyandu_code, row.period or day[:7]


# -- other servers


def add_target(kind: str, name: str, url: str, token: str) -> tuple[Target, str]:
    """Register another server; answer it and the key its webhook must show, which is shown once."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise Problem("publish.bad_target", url=url, reason="bukan alamat http(s) lengkap")
    hook_key = secrets.token_urlsafe(24)
    with transaction():
        if store.find_target_by_name(name):
            raise Problem("publish.target_taken", name=name)
        target = store.add_target(
            Target(
                kind=kind,
                name=name,
                url=url.rstrip("/"),
                token=vault.seal(token.encode(), f"target:{name}"),
                hook_key_hash=hash_token(hook_key),
                created_at=now(),
            )
        )
        return target, hook_key


def target_token(target: Target) -> str:
    """Answer a target's token, opened."""
    return vault.unseal(target.token, f"target:{target.name}").decode()


def link_form(target: Target, form_id: str, version: str | None, remote_id: str) -> Publication:
    """Say which of our forms a target's form is; raise Problem when ours does not exist."""
    version = version or design_store.get_form(form_id).current_version or ""
    design_store.get_version(form_id, version)
    with transaction():
        known = store.find_publication(target.target_id, remote_id)
        if known:
            known.form_id, known.version = form_id, version
            return known
        return store.add_publication(
            Publication(
                target_id=target.target_id,
                form_id=form_id,
                version=version,
                remote_id=remote_id,
                cursor=0,
                created_at=now(),
            )
        )
