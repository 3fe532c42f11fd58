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
    """An XML part in memory, bounded."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next bytes; too many are refused before they fill memory."""
        if self.tell() + len(data) > LARGEST_XML:
            raise Problem("intake.too_large", limit=LARGEST_XML // 1_000_000)
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
        if is_xml or not self.path.endswith("/submission"):
            return TextPart()
        return files.new()  # type: ignore[return-value]
