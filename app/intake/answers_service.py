"""Opening the sealed answers of submissions."""

from __future__ import annotations

from app.extensions.vault import vault
from app.openrosa.answers import Document, load


def read_answers(instance_id: str, sealed: bytes) -> Document:
    """Open the sealed answers of a submission."""
    return load(vault.unseal(sealed, f"answers:{instance_id}"))
