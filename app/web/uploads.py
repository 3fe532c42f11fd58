"""Where the parts of an upload go while they stream in: files sealed to disk, the XML into memory."""

from __future__ import annotations

import io
from typing import IO

from flask import Request

from app.extensions.files import files
from app.problems import Problem

XML_TYPES = frozenset({"text/xml", "application/xml"})
LARGEST_XML = 10_000_000  # bytes


class TextPart(io.BytesIO):
    """A part in memory, bounded: a submission's XML, or a workbook of a page's form."""

    def __init__(self, too_large: str) -> None:
        """`too_large` is the code of the Problem that more than LARGEST_XML raises."""
        super().__init__()
        self._too_large = too_large

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next bytes; too many are refused before they fill memory."""
        if self.tell() + len(data) > LARGEST_XML:
            raise Problem(self._too_large, limit=LARGEST_XML // 1_000_000)
        return super().write(data)


class SealingRequest(Request):
    """A request whose uploaded files never lie on disk in the clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        is_xml = (content_type or "").partition(";")[0].strip().lower() in XML_TYPES
        if not self.path.endswith("/submission"):
            return TextPart("design.too_large")
        if is_xml:
            return TextPart("intake.too_large")
        return files.new()  # type: ignore[return-value]
