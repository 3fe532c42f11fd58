"""What the form engine answers with: questions, refusals, finished forms."""

from __future__ import annotations

from dataclasses import dataclass, field


class Refused(Exception):
    """The form does not take this answer; Collect would stay on the question and say why.

    `reason` is one of: required, constraint, choice, type, read_only, not_asked (the question
    exists but is not relevant or not shown), unknown (there is no such question), repeat,
    unanswerable (nothing plausible was found by `auto_fill`). `message` is the form's own
    constraint or required message in its default language, when it has one.
    """

    def __init__(self, path: str, reason: str, message: str) -> None:
        super().__init__(f"{path}: {reason}: {message}")
        self.path = path
        self.reason = reason
        self.message = message


class BrokenForm(Exception):
    """JavaRosa cannot open the form, or a media file it needs was not given."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as offered now (after choice_filter), with its label in the form's language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One reachable question. `path` has no indices, `place` has them (`anak[2]/nama`).

    `kind`: text integer decimal date time dateTime geopoint geotrace geoshape barcode image
    audio video file select_one select_multiple rank range acknowledge note unknown.
    `limits` is (start, end, step) of a range question. `constraint` is the XPath of the form.
    """

    path: str
    place: str
    kind: str
    label: str
    hint: str
    appearance: str
    required: bool
    read_only: bool
    choices: tuple[Choice, ...]
    limits: tuple[float, float, float] | None
    whole_numbers: bool
    constraint: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class FilledEntity:
    """An entity element of a finished form: what it asks the server to create or update."""

    dataset: str
    entity_id: str
    label: str
    create: bool
    update: bool


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A finalized form as it lies in Collect's outbox: XML bytes and files, never changed.

    `files` holds every file taken while filling, even of a question that is no longer
    relevant: Collect sends all files of the instance's folder.
    """

    form_id: str
    version: str
    instance_id: str
    instance_name: str | None
    xml_name: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    entities: tuple[FilledEntity, ...] = ()
    submission_url: str | None = None
