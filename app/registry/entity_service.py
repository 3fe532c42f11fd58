"""The lists phones receive: declared by forms, kept for good."""

from __future__ import annotations

from collections.abc import Sequence

from app.extensions.database import now, transaction
from app.registry import entity_store as store
from app.registry.entity_lists import DeclaredList, joined
from app.registry.entity_models import EntityList


def declare_lists(declared: Sequence[DeclaredList]) -> None:
    """Make lists known inside the caller's transaction; the first form to name a list owns it."""
    for one in declared:
        known = store.find_list(one.name)
        row = known or EntityList(
            name=one.name,
            bidang=one.bidang,
            label=one.name.replace("_", " ").capitalize(),
            properties={},
            needs_approval=False,
            owner_form=one.form_id,
            created_at=now(),
        )
        row.properties = joined(row.properties, one.properties)
        store.save_list(row)


def note_faults(damaged: Sequence[str], unnamed: Sequence[str]) -> None:
    """Keep for admins which rows of a list could not travel as they are."""
    with transaction():
        store.save_faults(damaged, "rusak")
        store.save_faults(unnamed, "tanpa_nama")
