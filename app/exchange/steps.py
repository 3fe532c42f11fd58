"""What a step is carried out with, and what comes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsform.findings import Finding


@dataclass(frozen=True, slots=True)
class Order:
    """One step as it is carried out: its kind and what it is about, the form and its id there.

    `mark` is a word nobody else uses: by it a project is found that was made by a lost request.
    """

    kind: str
    about: Mapping[str, Any]
    form_id: str
    remote_id: str
    mark: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step that went well; with `wait` it goes on in so many seconds, and is not done yet.

    `marks`: the form stands there now under `remote_version`, and this is what to know it by.
    """

    about: Mapping[str, Any] = field(default_factory=dict)
    remote_id: str = ""
    wait: int | None = None
    remote_version: str = ""
    marks: Mapping[str, Any] | None = None


class StepFailed(Exception):
    """A step that cannot succeed as things are: why, with places in the form where there are any."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        """Keep the sentence and the findings."""
        self.message = message
        self.findings = findings
        super().__init__(message)
