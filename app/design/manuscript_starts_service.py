"""Beginning a manuscript: from nothing, from a version of a form, from an uploaded workbook."""

from __future__ import annotations

import base64
import binascii
import zlib

from app.design import store
from app.design.manuscript_starts import Wish, blank_document, changed_document, copied_document
from app.design.manuscripts import next_version, setting
from app.design.manuscripts_service import begin_manuscript, known_library
from app.design.models import Manuscript
from app.problems import Problem
from app.registry.bidang import BY_KEY
from app.web.guards import local_now
from app.web.uploads import LARGEST_XML
from xlsform.folding import fold
from xlsform.workbook import Workbook, WorkbookError, read_workbook, write_markdown

PACKED_NAME = "naskah.md"


def begin_blank(wish: Wish, actor: str) -> Manuscript:
    """Begin a form that does not exist yet."""
    blocks = known_library().blocks
    sound = tuple(name for name in wish.blocks if name in blocks)
    wish = Wish(wish.title, wish.bidang, wish.frekuensi, sound)
    return begin_manuscript(blank_document(wish, _version("")), wish.bidang, "", actor)


def begin_from_version(form_id: str, version: str, actor: str) -> Manuscript:
    """Begin the next version of a form from one of its versions."""
    form = store.get_form(form_id)
    row = store.get_version(form_id, version, whole=True)
    # A draft is worked on under its own number; what is out is followed by the next.
    draft = version if row.state == store.DRAFT else ""
    document = changed_document(_folded(row.workbook), draft or _version(form_id))
    return begin_manuscript(document, form.bidang, form_id, actor, draft)


def begin_copy(form_id: str, version: str, wish: Wish, actor: str) -> Manuscript:
    """Begin another form with one as its example."""
    row = store.get_version(form_id, version, whole=True)
    document = copied_document(_folded(row.workbook), wish, _version(""))
    return begin_manuscript(document, wish.bidang, "", actor)


def begin_from_workbook(workbook: Workbook, bidang: str, actor: str) -> Manuscript:
    """Begin from an uploaded workbook, whatever is wrong with it; `bidang` where it names none."""
    document = changed_document(workbook, "")
    form_id, version = setting(document, "form_id"), _own_version(workbook)
    document = changed_document(workbook, version or _version(form_id))
    own = setting(document, "bidang")
    known = store.find_form(form_id) if form_id else None
    return begin_manuscript(
        document, own if own in BY_KEY else bidang, known.form_id if known else "", actor
    )


def _own_version(workbook: Workbook) -> str:
    rows = workbook.rows("settings")
    return rows[0].get("version") if rows else ""


def read_upload(source: bytes, filename: str) -> Workbook:
    """Answer an uploaded workbook with its blocks named again; raise Problem where it cannot be read."""
    try:
        workbook = read_workbook(source, filename)
    except WorkbookError as error:
        first = error.findings[0]
        raise Problem(
            "design.workbook_unreadable", message=first.message, cure=first.cure
        ) from error
    if not workbook.rows("survey"):
        raise Problem(
            "design.workbook_unreadable",
            message="Buku kerja ini tidak mempunyai lembar survey yang berisi pertanyaan.",
            cure="lembar pertanyaan harus bernama survey.",
        )
    library = known_library()
    return fold(workbook, library.blocks, library.lists)


def pack_workbook(workbook: Workbook) -> str:
    """Answer a workbook as a short text that a page can hand back; nothing of it is kept here."""
    text = write_markdown(workbook).encode()
    return base64.b64encode(zlib.compress(text, 9)).decode()


def unpack_workbook(packed: str) -> Workbook:
    """Answer the workbook a page handed back."""
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(base64.b64decode(packed, validate=True), LARGEST_XML)
    except (binascii.Error, zlib.error) as error:
        raise Problem("design.no_file") from error
    if not unpacking.eof:
        raise Problem("design.too_large", limit=LARGEST_XML // 1_000_000)
    return read_upload(text, PACKED_NAME)


def _folded(source: bytes) -> Workbook:
    library = known_library()
    return fold(read_workbook(source, "versi.xlsx"), library.blocks, library.lists)


def _version(form_id: str) -> str:
    taken = [one.version for one in store.list_versions(form_id)] if form_id else []
    return next_version(taken, local_now().strftime("%Y%m%d"))
