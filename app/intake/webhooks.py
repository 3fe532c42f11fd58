"""What a webhook of KoboToolbox says, as a hint where to look. The truth is pulled. Pure.

A hook body is never stored as a submission: Kobo fires it once, at creation, before late files have
come, may drop fields from it, and sends edited data when it tries again (docs/interop.md).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from app.openrosa.envelope import local_name

# The keys kpi gives every submission; the object that has most of them is the submission.
_MARKS = frozenset(
    {
        "_id",
        "_uuid",
        "_xform_id_string",
        "_submission_time",
        "_attachments",
        "_status",
        "_validation_status",
        "formhub/uuid",
        "__version__",
        "meta/instanceID",
        "meta/rootUuid",
        "orx:meta/orx:instanceID",
    }
)
# `meta/rootUuid` first: after an edit Kobo still finds a submission by it, not by old instanceIDs.
_IDENTITIES = ("meta/rootUuid", "meta/instanceID", "orx:meta/orx:instanceID", "_uuid")
_ASSET_UID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LARGEST_ID = 2**63 - 1
_LONGEST_INSTANCE_ID = 255
# A template wraps a submission in a few layers; a body of more objects is not worth the walk.
_OBJECTS_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Hint:
    """Where to look. Each part may be None; all None still means: something is new there.

    Named as Kobo does; Central has only `instance_id`, and its form id is the `asset_uid`.

    `submission_id` is Kobo's `_id`, `instance_id` an OpenRosa id that Kobo answers to, with its
    scheme; it may name an older state, so it must not decide that a pull is needless. `asset_uid`
    is the form id in the body; a project from before kpi may have another form id than its uid, so
    the uid the target was registered with goes first.
    """

    submission_id: int | None
    instance_id: str | None
    asset_uid: str | None


NOTHING = Hint(None, None, None)


def kobo_hint(body: bytes, content_type: str) -> Hint:
    """Read a KoboToolbox REST service body, JSON or XML, whole, cut down or wrapped by a template.

    Any bytes give a hint; the content type says what to try first and is not believed further.
    """
    readers = [_from_json, _from_xml]
    if "xml" in content_type.lower():
        readers.reverse()
    return next((hint for hint in (read(body) for read in readers) if hint != NOTHING), NOTHING)


def _from_json(body: bytes) -> Hint:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return NOTHING
    submission = _most_marked(document)
    identities = (as_instance_id(submission.get(key)) for key in _IDENTITIES)
    return Hint(
        submission_id=_positive(submission.get("_id")),
        instance_id=next((found for found in identities if found), None),
        asset_uid=_text_like(submission.get("_xform_id_string"), _ASSET_UID),
    )


def _most_marked(document: object) -> Mapping[str, object]:
    """Answer the object with most of Kobo's own keys; the outermost of equals."""
    best: Mapping[str, object] = {}
    most = looked_at = 0
    waiting: deque[object] = deque([document])
    while waiting and looked_at < _OBJECTS_LOOKED_AT:
        looked_at += 1
        node = waiting.popleft()
        if isinstance(node, dict):
            marks = len(_MARKS & node.keys())
            if marks > most:
                best, most = node, marks
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            waiting.extend(value for value in node if isinstance(value, dict | list))
    return best


def _from_xml(body: bytes) -> Hint:
    return xml_hint(body, _ASSET_UID)


def xml_hint(body: bytes, form_ids: re.Pattern[str]) -> Hint:
    """Read a submission's XML as a hint; its form is taken for one where it looks like `form_ids`."""
    # Kobo never sends a DOCTYPE; refused before libxml2 builds its entities (also from UTF-16).
    if b"<!doctype" in body.replace(b"\0", b"").lower():
        return NOTHING
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return NOTHING
    if root.getroottree().docinfo.internalDTD is not None:
        return NOTHING
    texts = _meta_texts(root)
    written = (texts.get("rootUuid"), texts.get("instanceID"), root.get("instanceID"))
    found = (as_instance_id(value) for value in written)
    form_id = _text_like(root.get("id"), form_ids)
    return Hint(None, next((value for value in found if value), None), form_id)


def _meta_texts(root: etree._Element) -> dict[str, str]:
    return {
        local_name(child): child.text or ""
        for meta in root
        if local_name(meta) == "meta"
        for child in meta
    }


def _positive(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID:
        return value
    return None


def as_instance_id(value: object) -> str | None:
    """Answer the id with its scheme; `_uuid` comes without one. Unprintable text is no id."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > _LONGEST_INSTANCE_ID or not text.isprintable():
        return None
    return text if ":" in text else f"uuid:{text}"


def _text_like(value: object, pattern: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
