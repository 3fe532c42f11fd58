"""Filling forms as a kader does in Collect, with Collect's own engine.

    form = Form.open(xform, {"posyandu.csv": csv_bytes})
    form.fill({"kepala/periode": date(2026, 10, 1), "anak": [{"nama": "A"}, {"nama": "B"}]})
    filled = form.finalize()

`start_engine` may be called early (a fixture) to pay for the start of Java (0.5 s) there.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from tests.collect.answers import (
    FILE_ENDINGS,
    MISSING,
    AnswerSheet,
    file_answer,
    placed_path,
    plain_path,
    to_data,
)
from tests.collect.autofill import AutoFill
from tests.collect.jvm import ZONE, Host, start_engine, using
from tests.collect.reaching import Ways
from tests.collect.results import (
    BrokenForm,
    Choice,
    FilledEntity,
    FilledForm,
    Question,
    Refused,
)
from tests.collect.session import (
    NEW_REPEAT,
    QUESTION,
    REPEAT,
    REQUIRED_BUT_EMPTY,
    Session,
    Stop,
    missing_lists,
)

__all__ = [
    "BrokenForm",
    "Choice",
    "FilledEntity",
    "FilledForm",
    "Form",
    "Question",
    "Refused",
    "start_engine",
]

ENTITIES = "http://www.opendatakit.org/xforms/entities"
DEVICE = "collect:pengujian000001"
ATTEMPTS = 12


class Form:
    """A form being filled. Open it anew for each submission."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files: dict[str, bytes] = {}
        self._taken = 0

    @classmethod
    def open(
        cls,
        xform: bytes,
        media: Mapping[str, bytes] | None = None,
        *,
        device_id: str = DEVICE,
        username: str = "",
        allow_missing: bool = False,
    ) -> Form:
        """Open a blank form with its media files (by name, as in the manifest).

        Raises BrokenForm when JavaRosa cannot parse it, or when a list it reads is not in
        `media`. Collect opens such a form with an empty list: `allow_missing` does the same.
        """
        media = dict(media or {})
        absent = missing_lists(xform, frozenset(media))
        if absent and not allow_missing:
            raise BrokenForm(f"media missing: {', '.join(absent)}")
        with using(None):  # alone, for two threads may want the same folder
            folder = _media_folder(media)
        properties = {"deviceid": device_id, "username": username, "phonenumber": "", "email": ""}
        host = Host(folder, properties)
        with using(host):
            return cls(Session(xform, host))

    @property
    def form_id(self) -> str:
        """The id attribute of the instance's root."""
        return self._root_attribute("id")

    @property
    def version(self) -> str:
        """The version attribute of the instance's root, or an empty text."""
        return self._root_attribute("version")

    def questions(self) -> list[Question]:
        """The questions reachable now, in order, with choices as offered and answers so far."""
        with using(self._session.host):
            return [
                self._session.question(stop)[0]
                for stop in self._session.walk()
                if stop.event == QUESTION
            ]

    def value(self, path: str) -> str | None:
        """The value of any node by path, calculations too (first instance of a repeat)."""
        with using(self._session.host):
            return self._session.value(path)

    def conditional_questions(self) -> list[str]:
        """The paths of questions and notes that are not always asked, in order."""
        ways = self.ways()
        return [path for path in self._session.questions if ways.conditional(path)]

    def notes(self) -> frozenset[str]:
        """The paths of what is only read."""
        binds = self._session.binds
        paths = self._session.questions
        return frozenset(path for path in paths if binds.get(path, {}).get("readonly"))

    def ways(self) -> Ways:
        """Which answers open which question."""
        root = etree.QName(next(self._session.document.iter("{*}instance"))[0]).localname
        return Ways(self._session.binds, root)

    def fill(self, answers: Mapping[str, Any], *, partial: bool = False) -> Form:
        """Walk through the form once, answering; raises Refused where Collect would stop.

        A repeat gets as many instances as its list has items; a repeat that is not mentioned
        keeps its first instance, as in Collect. With `partial`, required questions without an
        answer are passed over, so that the rest may be filled later.
        """
        sheet = AnswerSheet(answers, frozenset(self._session.repeats))
        with using(self._session.host):
            for stop in self._session.walk():
                if stop.event in (NEW_REPEAT, REPEAT):
                    self._fit_repeat(stop, sheet.count(stop.parts))
                elif stop.event == QUESTION:
                    self._fill_one(stop, sheet.get(stop.parts), partial)
            self._refuse_unused(sheet)
        return self

    def auto_fill(
        self,
        seed: int = 0,
        overrides: Mapping[str, Any] | None = None,
        *,
        repeats: int = 1,
        towards: str = "",
        hasty: bool = False,
    ) -> Form:
        """Answer every reachable question plausibly; the same seed gives the same answers.

        `overrides` are answers by path as for `fill`; a scalar for a question inside a repeat
        holds for every instance. `repeats` is how many instances each repeat gets. `towards` is a
        question, or calculation, that answers shall lead to where they can. `hasty` answers only what
        must be answered.
        """
        wishes = self.ways().to(towards) if towards else None
        for attempt in range(ATTEMPTS):
            filler = AutoFill(self._session, f"{seed}/{attempt}", self._answer, wishes, hasty=hasty)
            try:
                self._auto_fill_once(filler, overrides or {}, repeats)
            except Refused as refused:
                # An earlier answer may leave no way out (an adult in a form about babies).
                if refused.reason != "unanswerable" or attempt == ATTEMPTS - 1:
                    raise
            else:
                break
        return self

    def finalize(self) -> FilledForm:
        """Check everything and finish, as Collect's "Finalize"; raises Refused."""
        with using(self._session.host):
            fault = self._session.first_fault()
            if fault is not None:
                raise self._session.refusal(*fault)
            self._session.controller.finalizeFormEntry()
            xml = self._session.xml()
        return self._filled(xml)

    def _auto_fill_once(self, filler: AutoFill, overrides: Mapping[str, Any], repeats: int) -> None:
        sheet = AnswerSheet(overrides, frozenset(self._session.repeats))
        with using(self._session.host):
            for stop in self._session.walk():
                if stop.event in (NEW_REPEAT, REPEAT):
                    wanted = sheet.count(stop.parts)
                    self._fit_repeat(stop, repeats if wanted is None else wanted)
                elif stop.event == QUESTION:
                    given = sheet.get(stop.parts)
                    if given is MISSING:
                        filler.answer(stop)
                    else:
                        self._fill_one(stop, given, partial=False)
            self._refuse_unused(sheet)
            filler.repair()

    def _fit_repeat(self, stop: Stop, wanted: int | None) -> None:
        number = stop.parts[-1][1] or 0
        if wanted is None or stop.path in self._session.fixed_repeats:
            return  # the form itself counts the instances of a fixed repeat
        if stop.event == NEW_REPEAT and number < wanted:
            self._session.add_repeat()
        elif stop.event == REPEAT and number >= wanted:
            self._session.delete_repeat(stop)

    def _fill_one(self, stop: Stop, value: Any, partial: bool) -> None:
        question, offered = self._session.question(stop)
        if value is MISSING:
            if question.required and question.answer is None and not partial:
                raise self._session.refusal(stop.index, REQUIRED_BUT_EMPTY)
        elif question.read_only:
            raise Refused(question.place, "read_only", "the question only shows a text")
        else:
            self._answer(stop, question, value, offered)

    def _answer(self, stop: Stop, question: Question, value: Any, offered: list[Any]) -> None:
        if question.kind not in FILE_ENDINGS or value is None:
            self._session.commit(stop, to_data(question, value, offered))
            return
        self._taken += 1
        name, content = file_answer(question, value, self._taken)
        self._session.commit(stop, to_data(question, name, offered))
        if question.answer not in (None, name):
            self._files.pop(str(question.answer), None)  # a new picture replaces the old file
        self._files[name] = content

    def _refuse_unused(self, sheet: AnswerSheet) -> None:
        for parts in sheet.unused():
            if plain_path(parts) in self._session.questions:
                raise Refused(placed_path(parts), "not_asked", "not relevant with these answers")
            raise Refused(placed_path(parts), "unknown", "the form has no such question")

    def _root_attribute(self, name: str) -> str:
        with using(self._session.host):
            value = self._session.form.getMainInstance().getRoot().getAttributeValue(None, name)
        return "" if value is None else str(value)

    def _filled(self, xml: bytes) -> FilledForm:
        root = etree.fromstring(xml)
        meta = {etree.QName(node).localname: node.text for node in _meta_nodes(root)}
        title = re.sub(r"[^\w-]+", "_", str(self._session.form.getTitle() or self.form_id))
        stamp = datetime.now(ZoneInfo(ZONE)).strftime("%Y-%m-%d_%H-%M-%S")
        submission = self._session.document.find(".//{http://www.w3.org/2002/xforms}submission")
        return FilledForm(
            form_id=self.form_id,
            version=self.version,
            instance_id=meta.get("instanceID") or "",
            instance_name=meta.get("instanceName"),
            xml_name=f"{title}_{stamp}.xml",
            xml=xml,
            files=dict(self._files),
            entities=tuple(_entities(root)),
            submission_url=None if submission is None else submission.get("action"),
        )


def _meta_nodes(root: Any) -> list[Any]:
    return [
        node
        for child in root
        if etree.QName(child).localname == "meta"
        for node in child
        if etree.QName(node).localname != "entity"
    ]


def _entities(root: Any) -> list[FilledEntity]:
    found = []
    for node in root.iter("{*}entity"):
        if etree.QName(node.getparent()).localname != "meta" or "dataset" not in node.attrib:
            continue
        found.append(
            FilledEntity(
                dataset=node.get("dataset"),
                entity_id=node.get("id", ""),
                label=node.findtext("{*}label") or "",
                create=node.get("create", "") in ("1", "true"),
                update=node.get("update", "") in ("1", "true"),
            )
        )
    return found


@cache
def _media_root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="collect-media-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


def _media_folder(media: Mapping[str, bytes]) -> Path:
    """A folder with these files; the same files share one.

    It stays until the process ends, for JavaRosa reads lists late.
    """
    digest = hashlib.sha256()
    for name, content in sorted(media.items()):
        digest.update(f"{name} {len(content)} ".encode() + content)
    folder = _media_root() / digest.hexdigest()
    if not folder.exists():
        folder.mkdir()
        for name, content in media.items():
            (folder / Path(name).name).write_bytes(content)
    return folder
