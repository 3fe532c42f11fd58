"""Where the parts of an upload go while they stream in: files sealed to disk, the XML into memory."""

from __future__ import annotations

import io
from typing import IO, Any

from flask import Request, request
from werkzeug.datastructures import FileStorage

from app.extensions.files import SealingFile, files
from app.problems import Problem

XML_TYPES = frozenset({"text/xml", "application/xml"})
LARGEST_XML = 10_000_000  # bytes
LOST_LETTER = "\ufffd"


# What a browser shows or plays and never runs; whatever else is sent comes back as bytes to keep.
SHOWN = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "text/csv", "application/geo+json"}
)
PLAYED = ("audio/", "video/")


def safe_type(mime: str) -> str:
    """Answer a file's type as it may be told to a browser, whatever its sender called it."""
    bare = mime.partition(";")[0].strip().lower()
    return bare if bare in SHOWN or bare.startswith(PLAYED) else "application/octet-stream"


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
        if self.path.endswith("/berkas"):  # files of a form's author
            return files.new()  # type: ignore[return-value]
        if not self.path.endswith("/submission"):
            return TextPart("design.too_large")
        if is_xml:
            return TextPart("intake.too_large")
        return files.new()  # type: ignore[return-value]


def sealed_part(part: FileStorage) -> SealingFile:
    """Answer an uploaded file of a page's form as it was sealed; it is dropped with the request."""
    return _sealed(part.stream)


def read_parts(xml_part: str) -> tuple[bytes, list[tuple[str, str, SealingFile]]]:
    """Answer the XML of this request's submission, and (name, type, content) of its sealed files."""
    xml: bytes | None = None
    received = []
    for name, part in request.files.items(multi=True):
        if name == xml_part:
            xml = _clear(part.stream)
        else:
            file_name = (part.filename or name).replace("\\", "/").rpartition("/")[2][:255]
            received.append((file_name, part.mimetype[:120], _sealed(part.stream)))
    if xml is None:
        text = request.form.get(xml_part)
        if text is None:
            raise Problem("intake.no_xml")
        if LOST_LETTER in text:  # a field is read as UTF-8, and what is none is lost by now
            raise Problem("intake.malformed_xml", reason="penyandian huruf")
        xml = text.encode()
    return xml, received


def _clear(stream: Any) -> bytes:  # noqa: ANN401 - what the upload parser was given
    """Answer the XML; it was sealed when its part did not say that it is XML."""
    if isinstance(stream, SealingFile):
        if stream.size > LARGEST_XML:
            raise Problem("intake.too_large", limit=LARGEST_XML // 1_000_000)
        clear = b"".join(stream.read_back())
        stream.close()
        return clear
    text: bytes = stream.read()
    return text


def _sealed(stream: Any) -> SealingFile:  # noqa: ANN401 - what the upload parser was given
    if isinstance(stream, TextPart):
        return files.add(stream.read())
    sealing: SealingFile = stream
    return sealing
