"""The words of a form read back from its XForm, where nobody has the workbook it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from xlsform.schema import list_of

_XF = "{http://www.w3.org/2002/xforms}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_REF = "jr:itext("

Texts = Mapping[str, str]
Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormWords:
    """Labels by path, in the form's first language; of choices by name below their question."""

    questions: Mapping[str, str]
    groups: Mapping[str, str]
    choices: Mapping[str, Choices]


def read_words(xform: bytes) -> FormWords:
    """The words of an XForm that `read_schema` has read."""
    form = etree.fromstring(xform, etree.XMLParser(resolve_entities=False, no_network=True))
    model, body = form.find(f"{_XHTML}head/{_XF}model"), form.find(f"{_XHTML}body")
    if model is None or body is None:
        return FormWords({}, {}, {})
    instance = model.find(f"{_XF}instance")
    prefix = "" if instance is None else f"/{etree.QName(instance[0]).localname}/"
    texts = _texts(model)
    lists = dict(_lists(model, texts))
    questions: dict[str, str] = {}
    groups: dict[str, str] = {}
    choices: dict[str, Choices] = {}
    for control in body.iter(etree.Element):
        path = (control.get("ref") or control.get("nodeset") or "").removeprefix(prefix)
        label = control.find(f"{_XF}label")
        if not path or control.tag in {f"{_XF}label", f"{_XF}value", f"{_XF}itemset"}:
            continue
        if control.tag in {f"{_XF}group", f"{_XF}repeat"}:
            if label is not None:
                groups[path] = _words(label, texts)
        elif control.tag != f"{_XF}hint":
            questions[path] = "" if label is None else _words(label, texts)
            if found := _choices(control, texts, lists):
                choices[path] = found
    return FormWords(questions, groups, choices)


def _texts(model: etree._Element) -> dict[str, str]:
    """The texts of the default language, by id."""
    languages = list(model.iter(f"{_XF}translation"))
    default = [one for one in languages if one.get("default") is not None]
    found: dict[str, str] = {}
    for text in (default or languages or [etree.Element("none")])[0].iter(f"{_XF}text"):
        values = [value for value in text.iter(f"{_XF}value") if value.get("form") is None]
        if values:
            found[text.get("id", "")] = _plain(values[0])
    return found


def _lists(model: etree._Element, texts: Texts) -> Iterator[tuple[str, Choices]]:
    """The lists of choices the form carries, by id."""
    for instance in model.findall(f"{_XF}instance")[1:]:
        items = [item for item in instance.iter() if etree.QName(item).localname == "item"]
        rows = [{etree.QName(cell).localname: _plain(cell) for cell in item} for item in items]
        yield (
            instance.get("id", ""),
            {
                row["name"]: texts.get(row.get("itextId", ""), row.get("label", row["name"]))
                for row in rows
                if "name" in row
            },
        )


def _choices(control: etree._Element, texts: Texts, lists: Mapping[str, Choices]) -> Choices:
    inline = {
        _plain(value): _words(label, texts)
        for item in control.findall(f"{_XF}item")
        if (value := item.find(f"{_XF}value")) is not None
        and (label := item.find(f"{_XF}label")) is not None
    }
    return inline or lists.get(list_of(control) or "", {})


def _words(label: etree._Element, texts: Texts) -> str:
    ref = label.get("ref", "")
    if ref.startswith(_REF):
        return texts.get(ref.removeprefix(_REF).rstrip(")").strip("'\" "), "")
    return _plain(label)


def _plain(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
