"""What one version of a form changes of another, remembered: reading two workbooks takes a while."""

from __future__ import annotations

from flask import current_app

from app.design import store
from app.design.models import Form, FormVersion
from xlsform.change_kinds import Change
from xlsform.compare import compare
from xlsform.workbook import Workbook, read_workbook

COMPARED = "simpul.compared"
MOST_REMEMBERED = 64


def changes_between(old: FormVersion, new: FormVersion) -> tuple[Change, ...]:
    """Answer what the newer version changes; the same two contents are read once."""
    known: dict[tuple[str, str], tuple[Change, ...]] = current_app.extensions.setdefault(
        COMPARED, {}
    )
    key = old.source_hash, new.source_hash
    if key not in known:
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[key] = compare(_workbook(old), _workbook(new)) if key[0] != key[1] else ()
    return known[key]


def _workbook(version: FormVersion) -> Workbook:
    whole = store.get_version(version.form_id, version.version, whole=True)
    return read_workbook(whole.workbook, "formulir.xlsx")


def find_base(form: Form) -> FormVersion | None:
    """Answer what a draft is compared with: the version phones have now."""
    return store.find_version(form.form_id, form.current_version) if form.current_version else None


def changes_of_draft(draft: FormVersion) -> tuple[Change, ...]:
    """Answer what the release of a draft would change; of a form's first version nothing."""
    base = find_base(store.get_form(draft.form_id))
    return changes_between(base, draft) if base else ()
