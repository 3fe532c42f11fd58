"""What can go wrong with another server, as one family of errors. Pure.

`message` is for people, `details` for machines: path, host, status, the server's own code; never a
credential, a query, an answer or what the server wrote. `document` is the server's own JSON, for the
code that knows how to read it; it goes into no log.
"""

from __future__ import annotations

from typing import Any, ClassVar


class RemoteError(Exception):
    """Another server did not give what was asked; `retryable`: it may later, unchanged."""

    retryable: ClassVar[bool] = False
    sentence: ClassVar[str] = "{server} memberi jawaban yang tidak dapat dipakai: {reason}."

    def __init__(
        self, server: str, reason: str = "", *, document: object = None, **details: object
    ) -> None:
        """`server` and `reason` fill the kind's sentence."""
        self.message = self.sentence.format(server=server, reason=reason)
        self.reason = reason
        self.details: dict[str, Any] = details
        self.document = document
        super().__init__(self.message)

    @property
    def retry_after(self) -> int | None:
        """Answer the seconds the server wants to be left alone, when it said so."""
        seconds = self.details.get("retry_after")
        return seconds if isinstance(seconds, int) else None

    @property
    def code(self) -> str:
        """Answer the server's own code of the error (Central's `409.3`), "" when it gave none."""
        return str(self.details.get("code") or "")


class Unreachable(RemoteError):
    """No answer, or an answer cut short: the network, the name, the certificate, the time."""

    retryable = True
    sentence = "Server {server} tidak dapat dihubungi: {reason}."


class Forbidden(Unreachable):
    """Its address is private and the operator has not listed it: this server does not call it."""

    retryable = False


class Refused(RemoteError):
    """401: the credential is not known. 403: its account may not do this."""

    sentence = "{server} menolak permintaan: {reason}."


class Missing(RemoteError):
    """404: it is not there, or the account may not know of it; servers do not tell them apart."""

    sentence = "Tidak ada di {server}, atau akun ini tidak berhak melihatnya: {reason}."


class Rejected(RemoteError):
    """Another 4xx: what was sent is not as the server wants it; `document` says why."""

    sentence = "{server} tidak menerima isinya: {reason}."


class Busy(RemoteError):
    """429 or 5xx: ask again later, after `retry_after` seconds when the server said so."""

    retryable = True
    sentence = "{server} sedang sibuk atau terganggu: {reason}."
