"""Files given with a manuscript: pictures and lists that its form shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.design import manuscripts_store as manuscripts
from app.design.files_service import seal
from app.design.models import ManuscriptFile
from app.extensions.database import now, transaction
from app.extensions.files import files
from app.web.uploads import safe_type


def add_file(
    manuscript_id: int, name: str, mime: str, content: Iterable[bytes], actor: str
) -> ManuscriptFile:
    """Keep a file with a manuscript; it takes the place of an earlier one of that name."""
    sealing, md5 = seal(content)
    sealing.keep()
    row = ManuscriptFile(
        manuscript_id=manuscript_id,
        name=name,
        file_id=sealing.file_id,
        size=sealing.size,
        md5=md5,
        mime=safe_type(mime)[:120],
        added_at=now(),
        added_by=actor,
    )
    with transaction():
        manuscripts.save_file(row)
    return row


def read_file(row: ManuscriptFile) -> Iterator[bytes]:
    """Answer a file's bytes, chunk by chunk."""
    return files.read(row.file_id)
