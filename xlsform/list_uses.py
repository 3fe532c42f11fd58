"""Which columns of its external lists a form reads: what need not travel is left at home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_XF = "{http://www.w3.org/2002/xforms}"
_LIST = re.compile(r"jr://file(?:-csv)?/(.+)\.csv")
_READ = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_WORD = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True, slots=True)
class ListUse:
    """A CSV list a form attaches, by its name without ending, and every word it reads it with.

    The words are more than the columns: whatever stands in an expression that reads the list. A column
    the form needs is always among them.
    """

    name: str
    words: tuple[str, ...]


def list_uses(form: etree._Element, root: str) -> tuple[ListUse, ...]:
    """The CSV lists of an XForm whose primary instance has this root, in order of appearance."""
    names: dict[str, str] = {}
    for instance in form.iter(f"{_XF}instance"):
        match = _LIST.fullmatch(instance.get("src", "").strip())
        if match:
            names[instance.get("id", "")] = match[1]
    words: dict[str, set[str]] = {name: set() for name in names.values()}
    # An answer's own path is no column, though its last step may have a column's name.
    own_path = re.compile(rf"/{re.escape(root)}/[\w./-]*")
    for element, expression in _expressions(form):
        said = set(_WORD.findall(own_path.sub(" ", expression))) | set(_shown(element))
        for instance_id in _READ.findall(expression):
            if instance_id in names:
                words[names[instance_id]] |= said
    return tuple(ListUse(name, tuple(sorted(said))) for name, said in words.items())


def _expressions(form: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in form.iter(etree.Element):
        for value in element.attrib.values():
            if "instance(" in value:
                yield element, str(value)


def _shown(element: etree._Element) -> Iterator[str]:
    """What an itemset takes as value and label of a choice."""
    if element.tag == f"{_XF}itemset":
        for child in element:
            yield from _WORD.findall(child.get("ref", ""))
