"""What a phone receives, and the registering of other servers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.accounts.models import Device
from app.accounts.service import hash_token
from app.design import store as design_store
from app.design.models import FormVersion
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.problems import Problem
from app.publish import store
from app.publish.models import Publication, Target
from app.registry import store as registry_store
from app.registry.lists import DESA, KECAMATAN, LIST_NAMES, POSYANDU, write_list


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of a form as one phone receives it."""

    name: str
    content: bytes

    @property
    def md5(self) -> str:
        """Answer the MD5 in hex, as the OpenRosa manifest wants it."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


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


def media_for(device: Device, form_id: str, version: str) -> list[Medium]:
    """Answer the files of a version for a phone; only files that exist."""
    row = _released(form_id, version)
    return [build_list(device, name) for name in row.media if name in LIST_NAMES]


def get_medium(device: Device, form_id: str, version: str, name: str) -> Medium:
    """Answer one file of a version for a phone."""
    row = _released(form_id, version)
    if name not in row.media or name not in LIST_NAMES:
        raise Problem("publish.unknown_media", name=name)
    return build_list(device, name)


def build_list(device: Device, name: str) -> Medium:
    """Answer a list of places cut to the phone's area."""
    places = registry_store.list_posyandu([device.area], limit=1_000_000)
    if name == POSYANDU:
        rows = [(place.code, place.name, place.desa) for place in places]
        return Medium(name, write_list(name, rows))
    codes = sorted({place.desa for place in places})
    if name == KECAMATAN:
        codes = sorted({code.rpartition(".")[0] for code in codes})
    names = registry_store.names_of_areas(codes)
    if name == DESA:
        rows = [(code, names[code], code.rpartition(".")[0]) for code in codes]
        return Medium(name, write_list(name, rows))
    return Medium(name, write_list(name, [(code, names[code]) for code in codes]))


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
