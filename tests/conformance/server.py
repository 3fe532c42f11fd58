"""The server a row is tried on: its reader, its forms, and its inside if it is ours."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier
from typing import TypeVar

from lxml import etree

from tests.collect.openrosa import FormEntry, MediaFile
from tests.conformance.blanks import Blank, find, new_id, read_blank
from tests.conformance.inside import Inside
from tests.conformance.reader import Reader, told
from tests.conformance.table import NotApplicable, NotTried, fails, must

PATIENCE = 20  # seconds a foreign server may take for what it does later
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Held:
    """A list of entities as a phone would hold it: the form it was found at, its entry, its rows."""

    form: FormEntry
    blank: Blank
    file: MediaFile
    rows: dict[str, dict[str, str]]


@dataclass(slots=True)
class Server:
    """A server under test; `opened` is its inside, where we run it."""

    reader: Reader
    opened: Inside | None = None
    _blanks: dict[str, Blank] = field(default_factory=dict)
    _choice: list[tuple[FormEntry, Blank]] = field(default_factory=list)
    _properties: dict[str, str] = field(default_factory=dict)

    @property
    def inside(self) -> Inside:
        """Answer the server's inside; a row that needs it is untried where nobody opened it."""
        if self.opened is None:
            raise NotTried("needs the inside of the server")
        return self.opened

    def through(self, url: str) -> Server:
        """Answer the same server as another phone sees it."""
        return replace(self, reader=Reader(url))

    # -- forms

    def blank(self, entry: FormEntry) -> Blank:
        """Answer a listed form, read once for each version of its bytes."""
        key = entry.hash or entry.download_url
        if key not in self._blanks:
            self._blanks[key] = read_blank(self.reader.fetch(entry.download_url))
        return self._blanks[key]

    def listed(self) -> list[tuple[FormEntry, Blank]]:
        """Answer every listed form."""
        found = [(entry, self.blank(entry)) for entry in self.reader.forms()]
        if not found:
            raise NotApplicable("the list holds no form")
        return found

    def choice(self) -> list[tuple[FormEntry, Blank]]:
        """Answer the forms that were listed at first: to choose one to send from, no more is needed."""
        if not self._choice:
            self._choice += self.listed()
        return self._choice

    def sample(self) -> Blank:
        """Answer a form to send: one that takes a photo and makes no entity, if there is one."""
        blanks = [blank for _entry, blank in self.choice() if blank.entity is None]
        with_photo = [blank for blank in blanks if blank.photo and blank.note]
        if not blanks:
            raise NotApplicable("every listed form makes entities")
        return (with_photo or [blank for blank in blanks if blank.note] or blanks)[0]

    def with_photo(self) -> Blank:
        """Answer a form to send that takes a photo."""
        blank = self.sample()
        if not blank.photo:
            raise NotApplicable("no listed form takes a photo")
        return blank

    # -- sending

    def send(self, xml: bytes, *statuses: int, **files: bytes) -> None:
        """Send a submission that must be answered by one of these; files by name, `_` for the dot."""
        answer = self.reader.post(xml, {name.replace("_", "."): one for name, one in files.items()})
        must(answer.status_code in (statuses or (201, 202)), f"the submission is {told(answer)}")

    def refused(self, xml: bytes, *statuses: int, **files: bytes) -> None:
        """Send what must be refused so, with a message, and kept in quarantine if we can look."""
        parts = {name.replace("_", "."): one for name, one in files.items()}
        answer = self.reader.post(xml, parts)
        must(answer.status_code in statuses, f"it is {told(answer)}")
        kept = self.inside.quarantined(xml) if self.opened else [xml, *parts.values()]
        must(kept == [xml, *parts.values()], "its bytes are not in quarantine")

    # -- entities

    def maker(self) -> tuple[FormEntry, Blank]:
        """Answer a form that makes an entity and changes none."""
        for entry, blank in self.choice():
            if blank.entity is not None and blank.entity.get("create") and _only(blank, "create"):
                return entry, blank
        raise NotApplicable("no listed form makes entities")

    def changer(self, dataset: str) -> tuple[FormEntry, Blank]:
        """Answer a form that changes entities of a list and makes none."""
        for entry, blank in self.choice():
            node = blank.entity
            if node is not None and node.get("dataset") == dataset and _only(blank, "update"):
                return entry, blank
        raise NotApplicable(f"no listed form changes entities of {dataset}")

    def held(self, dataset: str) -> Held:
        """Answer a list of entities as a phone gets it with a form that reads it."""
        for entry, blank in self.listed():
            for file in self.reader.manifest(entry) if f"{dataset}.csv" in blank.files else ():
                if file.name == f"{dataset}.csv":
                    rows = read_rows(self.reader.fetch(file.download_url))
                    return Held(entry, blank, file, {row["name"]: row for row in rows})
        raise NotApplicable(f"no listed form reads the list {dataset}")

    def make(self, label: str = "Warga Rekaan", **values: str) -> tuple[str, str, str]:
        """Make an entity: its list, its id, and the instanceID of its submission."""
        _entry, blank = self.maker()
        dataset = str(blank.entity.get("dataset")) if blank.entity is not None else ""
        entity_id, instance_id = new_id().removeprefix("uuid:"), new_id()
        said = {"id": entity_id, "create": "1", "label": label}
        self.send(blank.filled(_saved(blank, values), instance_id=instance_id, entity=said))
        return dataset, entity_id, instance_id

    def made(self, label: str = "Warga Rekaan", **values: str) -> tuple[str, str, str]:
        """Make an entity and wait until it is in its list."""
        dataset, entity_id, instance_id = self.make(label, **values)
        self.eventually(lambda: entity_id in self.held(dataset).rows, "it is not in its list")
        return dataset, entity_id, instance_id

    def change(
        self, dataset: str, entity_id: str, said: dict[str, str], **values: str | None
    ) -> str:
        """Change an entity, `said` naming its base; None for a question that was not relevant."""
        _entry, blank = self.changer(dataset)
        instance_id = new_id()
        told_to = {"id": entity_id, "update": "1", **said}
        given = {name: text for name, text in values.items() if text is not None}
        xml = blank.filled(_saved(blank, given), instance_id=instance_id, entity=told_to)
        for name in set(values) - set(given):
            xml = _left_out(xml, blank.saves[name])
        self.send(xml)
        return instance_id

    def property_of(self, dataset: str) -> str:
        """Answer a property that the list carries, and that forms both make and change."""
        if dataset not in self._properties:
            both = self.maker()[1].saves.keys() & self.changer(dataset)[1].saves.keys()
            text = self.reader.fetch(self.held(dataset).file.download_url)
            found = sorted(both & set(next(csv.reader(io.StringIO(text.decode())))))
            if not found:
                raise NotApplicable("no property is both made, changed and carried")
            self._properties[dataset] = found[0]
        return self._properties[dataset]

    def eventually(self, holds: Callable[[], bool], why: str) -> None:
        """Something must hold once later work is done; a foreign server gets some time for it."""
        if self.opened is not None:
            self.opened.settle()
            must(holds(), why)
            return
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                fails(f"{why} after {PATIENCE} seconds")
            time.sleep(1)


def at_once(act: Callable[[], Answer], times: int) -> list[Answer]:
    """Do something from many threads in the same moment; answer what each got."""
    gate = Barrier(times)

    def wait_and_act(_number: int) -> Answer:
        gate.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(wait_and_act, range(times)))


def read_rows(content: bytes) -> list[dict[str, str]]:
    """Answer the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _only(blank: Blank, verb: str) -> bool:
    node = blank.entity
    other = "update" if verb == "create" else "create"
    return node is not None and bool(node.get(verb)) and node.get(other) is None


def _saved(blank: Blank, values: dict[str, str]) -> dict[str, str]:
    return {blank.saves[name]: text for name, text in values.items() if name in blank.saves}


def _left_out(xml: bytes, path: str) -> bytes:
    root = etree.fromstring(xml)
    node = find(root, path)
    parent = node.getparent() if node is not None else None
    if node is not None and parent is not None:
        parent.remove(node)
    return etree.tostring(root)
