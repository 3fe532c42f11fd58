"""The printed guide of a form's version, made from the version's own workbook: it cannot drift."""

from __future__ import annotations

import hashlib

from app.design import store as design
from app.design.grants_service import sees
from app.design.library import read_library
from app.design.models import FormVersion
from app.problems import Problem
from app.publish.guide_pdf import guide_pdf
from app.publish.guide_words import guide_of
from xlsform.workbook import read_workbook

DRAWN_AS = "1"  # a guide that would look otherwise is a new one to browsers that kept the old


def get_seen_version(form_id: str, version: str) -> FormVersion:
    """Answer a version of a form of which the person may see anything, or raise Problem."""
    if not sees(design.get_form(form_id).bidang):
        raise Problem("accounts.not_allowed")
    return design.get_version(form_id, version, whole=True)


def guide_mark(row: FormVersion) -> str:
    """Answer what tells one guide from another without drawing it."""
    said = f"{row.form_id} {row.version} {row.source_hash} {_made_at(row)} {DRAWN_AS}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def draw_guide(row: FormVersion) -> bytes:
    """Answer the guide as a PDF; the same bytes for the same version."""
    workbook = read_library().expand(read_workbook(row.workbook, f"{row.form_id}.xlsx"))
    return guide_pdf(guide_of(workbook, row.version), row.released_at or row.created_at)


def _made_at(row: FormVersion) -> str:
    return (row.released_at or row.created_at).isoformat()
