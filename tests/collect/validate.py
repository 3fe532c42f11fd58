"""ODK Validate on a form, inside the test process's own Java machine (no process per form).

This runs the FormValidator class of the very jar that pyxform would start as a program: XML,
parsing (dependency cycles and XPath syntax come out there), initialization with its
calculations, and a step through all questions looking at choices and empty groups. Lists
(`jr://`) are taken as empty. An unknown XPath function passes: Validate does not look.
"""

from __future__ import annotations

import re
from typing import Any

import jpype

from tests.collect.jvm import install_services, java, text, using

NOISE = re.compile(r"^[\s>]+|\s+$")


class _Listener:
    """Validate's ErrorListener: keeps what it would print."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def error(self, message: Any, problem: Any = None) -> None:
        words = NOISE.sub("", str(message))
        cause = text(problem.getMessage()) if problem is not None else None
        self.problems.append(": ".join(part for part in (words.rstrip(".:"), cause) if part))

    def info(self, message: Any) -> None:
        return None


def odk_validate(xform: bytes) -> list[str]:
    """What ODK Validate says against the form; an empty list means it is valid."""
    listener = _Listener()
    with using(None):
        java("org.javarosa.core.reference.ReferenceManager").instance().reset()
        try:
            proxy = jpype.JProxy("org.opendatakit.validate.ErrorListener", inst=listener)
            validator = java("org.opendatakit.validate.FormValidator")().setErrorListener(proxy)
            validator.validate(jpype.JArray(jpype.JByte)(xform))
        finally:
            install_services()  # Validate has put its own stubs in their place
    return listener.problems
