"""Opening the sealed answers of submissions, and the names of the places they chose."""

from __future__ import annotations

from app.extensions.vault import vault
from app.openrosa.answers import Document, load
from app.registry import store as registry

PLACE_PATHS = ("kepala/kode_kecamatan", "kepala/kode_desa", "kepala/kode_posyandu")


def read_answers(instance_id: str, sealed: bytes) -> Document:
    """Open the sealed answers of a submission."""
    return load(vault.unseal(sealed, f"answers:{instance_id}"))


def places_named(document: Document) -> dict[str, dict[str, str]]:
    """Answer the names of the places an answer chose from the lists phones get, by path."""
    chosen = {path: str(document.get(path) or "") for path in PLACE_PATHS}
    names = registry.names_of_areas(chosen.values()) | registry.names_of_posyandu(chosen.values())
    return {path: {code: names.get(code, code)} for path, code in chosen.items() if code}
