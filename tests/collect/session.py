"""One form open in JavaRosa: stepping through it, reading prompts, committing answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jpype
from lxml import etree

from tests.collect.answers import Part, placed_path, plain_path
from tests.collect.jvm import Host, java, text, using
from tests.collect.results import BrokenForm, Choice, Question, Refused

JAVAROSA = "http://openrosa.org/javarosa"

# org.javarosa.form.api.FormEntryController and org.javarosa.core.model.Constants
END_OF_FORM, NEW_REPEAT, QUESTION, GROUP, REPEAT = 1, 2, 4, 8, 16
ANSWER_OK, REQUIRED_BUT_EMPTY, CONSTRAINT_VIOLATED = 0, 1, 2
CONTROL_KINDS = {
    2: "select_one", 3: "select_multiple", 6: "range", 9: "acknowledge", 10: "image",
    12: "audio", 13: "video", 15: "file", 16: "rank",
}  # fmt: skip
DATA_KINDS = {
    0: "text", 1: "text", 2: "integer", 3: "decimal", 4: "date", 5: "time", 6: "dateTime",
    10: "geopoint", 11: "barcode", 13: "integer", 14: "geoshape", 15: "geotrace",
}  # fmt: skip
SELECTS = ("select_one", "select_multiple", "rank")
INTEGER_TYPES = (2, 13)
REQUIRED_TEXT = "an answer is required"
CONSTRAINT_TEXT = "the form's constraint does not hold"
LIST_ADDRESS = re.compile(rb"src=[\"']jr://(?:file-csv|file)/([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the walk stands: JavaRosa's event and index, and the path of the place."""

    event: int
    index: Any
    parts: tuple[Part, ...]

    @property
    def path(self) -> str:
        """The path without indices."""
        return plain_path(self.parts)

    @property
    def place(self) -> str:
        """The path with the number of each repeat."""
        return placed_path(self.parts)


class Session:
    """A form as JavaRosa holds it. Every use happens inside `using(session.host)`."""

    def __init__(self, xform: bytes, host: Host) -> None:
        self.host = host
        self.document = etree.fromstring(xform)
        self.form = _parse(xform, host)
        model = java("org.javarosa.form.api.FormEntryModel")(self.form)
        self.controller = java("org.javarosa.form.api.FormEntryController")(model)
        self.model = model
        _initialize(self.form, host)
        self.binds = _read_binds(self.document)
        self.questions: dict[str, None] = {}  # in order
        self.repeats: set[str] = set()
        self.fixed_repeats: set[str] = set()
        self._survey(self.form)

    def _survey(self, element: Any) -> None:
        children = element.getChildren()
        for child in list(children) if children is not None else []:
            path = self._path_of(child)
            if isinstance(child, java("org.javarosa.core.model.GroupDef")):
                if child.getRepeat():
                    self.repeats.add(path)
                    if child.getCountReference() is not None or child.noAddRemove:
                        self.fixed_repeats.add(path)
                self._survey(child)
            else:
                self.questions[path] = None

    def _path_of(self, element: Any) -> str:
        bind = element.getBind()
        if bind is None:
            return ""
        reference = bind.getReference()
        return "/".join(str(reference.getName(level)) for level in range(1, reference.size()))

    def walk(self) -> Iterator[Stop]:
        """Step through what is relevant, as a thumb swiping; mutations move the walk along."""
        start = java("org.javarosa.core.model.FormIndex").createBeginningOfFormIndex()
        self.controller.jumpToIndex(start)
        while (event := int(self.controller.stepToNextEvent())) != END_OF_FORM:
            index = self.model.getFormIndex()
            yield Stop(event, index, self.parts(index))

    def parts(self, index: Any) -> tuple[Part, ...]:
        """The path of an index, with the instance number (from 0) where a step is a repeat."""
        reference = index.getReference()
        parts: list[Part] = []
        for level in range(1, reference.size()):
            name = str(reference.getName(level))
            path = plain_path((*parts, (name, None)))
            number = int(reference.getMultiplicity(level)) if path in self.repeats else None
            parts.append((name, number))
        return tuple(parts)

    def add_repeat(self) -> None:
        """Say yes to "add another?"; the walk goes on inside the new instance."""
        self.controller.newRepeat()

    def delete_repeat(self, stop: Stop) -> None:
        """Delete this instance; the walk goes on with what now stands in its place."""
        before = self.model.decrementIndex(stop.index)
        self.controller.deleteRepeat(stop.index)
        self.controller.jumpToIndex(before)

    def question(self, stop: Stop) -> tuple[Question, list[Any]]:
        """The question at this stop, and JavaRosa's choices as offered now."""
        prompt = self.model.getQuestionPrompt(stop.index)
        kind = _kind(prompt)
        # Asking for the choices also drops an answer that is no longer offered, as in Collect.
        offered = list(prompt.getSelectChoices()) if kind in SELECTS else []
        choices = (
            Choice(str(one.getValue()), text(prompt.getSelectChoiceText(one)) or "")
            for one in offered
        )
        question = Question(
            path=stop.path,
            place=stop.place,
            kind=kind,
            label=text(prompt.getQuestionText()) or "",
            hint=text(prompt.getHelpText()) or "",
            appearance=text(prompt.getAppearanceHint()) or "",
            required=bool(prompt.isRequired()),
            read_only=bool(prompt.isReadOnly()),
            choices=tuple(choices),
            limits=_limits(prompt.getQuestion()),
            whole_numbers=int(prompt.getDataType()) in INTEGER_TYPES,
            constraint=self.binds.get(stop.path, {}).get("constraint", ""),
            answer=self._answer_text(prompt),
        )
        return question, offered

    def _answer_text(self, prompt: Any) -> str | None:
        value = prompt.getAnswerValue()
        return None if value is None else str(value.uncast().getString())

    def commit(self, stop: Stop, data: Any) -> None:
        """Answer the question, constraint and required checked; raises Refused."""
        status = int(self.controller.answerQuestion(stop.index, data, True))
        if status != ANSWER_OK:
            raise self.refusal(stop.index, status, data)

    def refusal(self, index: Any, status: int, data: Any = None) -> Refused:
        """Why JavaRosa said no, in the words of the form."""
        prompt = self.model.getQuestionPrompt(index)
        place = placed_path(self.parts(index))
        if status == REQUIRED_BUT_EMPTY:
            own = text(prompt.getSpecialFormQuestionText("requiredMsg"))
            return Refused(place, "required", own or self._required_text(index) or REQUIRED_TEXT)
        message = text(prompt.getConstraintText(data))
        message = message or text(prompt.getSpecialFormQuestionText("constraintMsg"))
        return Refused(place, "constraint", message or CONSTRAINT_TEXT)

    def _required_text(self, index: Any) -> str | None:
        element = self.form.getMainInstance().resolveReference(index.getReference())
        return _message(self.form, text(element.getBindAttributeValue(JAVAROSA, "requiredMsg")))

    def first_fault(self) -> tuple[Any, int] | None:
        """What Collect's check before finalizing stumbles on first: (index, status)."""
        outcome = self.form.validate()
        return None if outcome is None else (outcome.failedPrompt, int(outcome.outcome))

    def value(self, path: str) -> str | None:
        """The value of a node by its path (first instances); None when blank or not there."""
        node = self.form.getMainInstance().getRoot()
        for name in path.split("/"):
            node = node.getFirstChild(name)
            if node is None:
                return None
        value = node.getValue()
        return None if value is None else str(value.uncast().getString())

    def number_at(self, expression: str, stop: Stop) -> float | None:
        """The number a path of the form (absolute, or relative to this stop) leads to."""
        context = java("org.javarosa.core.model.condition.EvaluationContext")(
            self.form.getEvaluationContext(), stop.index.getReference()
        )
        try:
            parsed = java("org.javarosa.xpath.XPathParseTool").parseXPath(f"number({expression})")
            number = float(parsed.eval(self.form.getMainInstance(), context))
        except jpype.JException:
            return None
        return None if math.isnan(number) else number

    def xml(self) -> bytes:
        """The instance as it is sent: only relevant nodes, from the form's submission root."""
        profile = self.form.getSubmissionProfile()
        reference = profile.getRef() if profile is not None else None
        if reference is None:
            reference = java("org.javarosa.model.xform.XPathReference")("/")
        visitor = java("org.javarosa.model.xform.XFormSerializingVisitor")()
        return bytes(visitor.serializeInstance(self.form.getMainInstance(), reference))


def missing_lists(xform: bytes, names: frozenset[str]) -> list[str]:
    """External lists the form reads that are not among the media."""
    wanted = {match.decode() for match in LIST_ADDRESS.findall(xform)}
    return sorted(wanted - names)


def _parse(xform: bytes, host: Host) -> Any:
    stream = java("java.io.ByteArrayInputStream")(jpype.JArray(jpype.JByte)(xform))
    with using(host):
        try:
            return java("org.javarosa.xform.util.XFormUtils").getFormFromInputStream(stream)
        except jpype.JException as problem:
            raise BrokenForm(str(problem.getMessage())) from problem


def _initialize(form: Any, host: Host) -> None:
    factory = java("org.javarosa.core.model.instance.InstanceInitializationFactory")()
    with using(host):
        try:
            form.initialize(True, factory)
        except jpype.JException as problem:
            raise BrokenForm(str(problem.getMessage())) from problem


def _read_binds(document: Any) -> dict[str, dict[str, str]]:
    binds: dict[str, dict[str, str]] = {}
    for bind in document.iter("{http://www.w3.org/2002/xforms}bind"):
        path = "/".join(str(bind.get("nodeset", "")).strip("/").split("/")[1:])
        binds[path] = {str(name): str(value) for name, value in bind.attrib.items()}
    return binds


def _kind(prompt: Any) -> str:
    control = int(prompt.getControlType())
    if control in CONTROL_KINDS:
        return CONTROL_KINDS[control]
    if prompt.isReadOnly() and prompt.getAnswerValue() is None:
        return "note"
    return DATA_KINDS.get(int(prompt.getDataType()), "unknown")


def _limits(question: Any) -> tuple[float, float, float] | None:
    if not isinstance(question, java("org.javarosa.core.model.RangeQuestion")):
        return None
    ends = (question.getRangeStart(), question.getRangeEnd(), question.getRangeStep())
    first, last, step = (float(str(number)) for number in ends)
    return first, last, step


def _message(form: Any, written: str | None) -> str | None:
    # A message is plain text or jr:itext('id'), which is looked up in the form's language.
    found = re.fullmatch(r"jr:itext\('([^']+)'\)", written or "")
    if not found:
        return written
    localizer = form.getLocalizer()
    return text(localizer.getText(found.group(1), localizer.getLocale()))
