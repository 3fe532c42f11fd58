"""What the stand-in keeps, and how Kobo turns one of our submissions into its own XML and JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from tests.kobo.forms import Content, compile_form, repeats_of

THUMBNAILS = ("large", "medium", "small")


class Refused(Exception):
    """Kobo's submission endpoint would have answered `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Kobo answers {status}")
        self.status = status


@dataclass
class Attachment:
    """A file Kobo holds; deleted ones stay listed but cannot be fetched."""

    uid: str
    name: str
    mimetype: str
    content: bytes
    is_deleted: bool = False


@dataclass
class Submission:
    """One submission as it is now. `root_uuid` and `submission_id` outlive edits."""

    submission_id: int
    xml: bytes
    root_uuid: str
    submitted_at: datetime
    attachments: list[Attachment] = field(default_factory=list)
    # {} or kpi's {timestamp, uid, by_whom, label}
    validation: dict[str, Any] = field(default_factory=dict)


@dataclass
class MediaFile:
    """A file of the form; phones get it at the next deployment."""

    uid: str
    name: str
    content: bytes
    description: str
    file_type: str
    made_at: datetime


@dataclass
class Project:
    """A survey: its form, its rights for the token's account and what it holds.

    `content` is {} where a test cares about submissions only; then `repeats` says which paths are
    repeats, which otherwise its form tells. `saves` counts versions, the deployed ones among them
    are `deployments`.
    """

    uid: str
    name: str
    rights: tuple[str, ...]
    modified_at: datetime
    asset_type: str = "survey"
    content: Content = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    saves: int = 1
    deployments: int = 0
    deployed_saves: int = 0
    deployed_at: datetime | None = None
    active: bool = False
    xform: bytes = b""
    media: list[MediaFile] = field(default_factory=list)
    synced_media: dict[str, bytes] = field(default_factory=dict)
    submissions: dict[int, Submission] = field(default_factory=dict)
    # The content of every version ever saved, by its uid.
    versions: dict[str, Content] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def form_uuid(self) -> str:
        """Answer the form's uuid, the same for all its versions."""
        return _digest("form", self.uid)[:32]

    @property
    def version_uid(self) -> str:
        """Answer kpi's uid of the version last saved."""
        return _version_uid(self.uid, self.saves)

    @property
    def deployed_version_uid(self) -> str | None:
        """Answer what `__version__` holds: kpi's uid of the deployed version."""
        return _version_uid(self.uid, self.deployed_saves) if self.deployments else None

    @property
    def version(self) -> str:
        """Answer the root's version attribute: how many deployed versions, and the last one's date."""
        return f"{self.deployments} {self.deployed_at:(%Y-%m-%d %H:%M:%S)}"

    def save(self, content: Content, now: datetime) -> None:
        """Hold a new version of the form; a form_title renames the project, as at kpi."""
        settings = dict((content.get("settings") or [{}])[0])
        self.name = str(settings.pop("form_title", self.name))
        settings.pop("version", None)
        self.content = {**content, "settings": [settings]}
        self.asset_type = "survey" if self.asset_type in {"", "empty"} else self.asset_type
        self.saves += 1
        self.versions[self.version_uid] = self.content
        self.modified_at = now

    def deploy(self, now: datetime, *, active: bool) -> None:
        """Deploy the version last saved; NotDeployable where it does not compile, nothing changed."""
        deployments = self.deployments + (self.deployed_saves != self.saves)
        if self.content:
            version = f"{deployments} {self.modified_at:(%Y-%m-%d %H:%M:%S)}"
            title = self.name
            self.xform = compile_form(self.content, self.uid, title, version, self.version_uid)
            self.repeats = repeats_of(self.content)
        self.deployments, self.deployed_saves = deployments, self.saves
        self.deployed_at, self.active = now, active
        self.synced_media = {
            each.name: each.content for each in self.media if each.file_type == "form_media"
        }

    def find(self, key: str) -> Submission | None:
        """Look up by id, by root uuid, then by the current uuid, as the data endpoint does."""
        if key.isdecimal():
            return self.submissions.get(int(key))
        bare = key.removeprefix("uuid:")
        held = list(self.submissions.values())
        by_root = [each for each in held if each.root_uuid == bare]
        by_current = [each for each in held if current_uuid(each.xml) == bare]
        return next(iter(by_root + by_current), None)


def as_kobo_xml(project: Project, our_xml: bytes) -> bytes:
    """Answer the submission the same answers give when the form was deployed by Kobo."""
    root = etree.fromstring(our_xml)
    root.tag = _sibling_tag(root, project.uid)
    root.set("id", project.uid)
    root.set("version", project.version)
    formhub = etree.Element(_sibling_tag(root, "formhub"))
    etree.SubElement(formhub, _sibling_tag(root, "uuid")).text = project.form_uuid
    root.insert(0, formhub)
    version = etree.Element(_sibling_tag(root, "__version__"))
    version.text = project.deployed_version_uid
    meta = _meta(root)
    root.insert(len(root) if meta is None else root.index(meta), version)
    return etree.tostring(root, encoding="utf-8")


def as_edited_xml(xml: bytes, instance_id: str, changes: Mapping[str, str]) -> bytes:
    """Answer the XML Enketo sends after an edit at Kobo: new instanceID, the old ones beside it."""
    root = deepcopy(etree.fromstring(xml))
    meta = _meta(root)
    current = _child(meta, "instanceID")
    old = current.text
    for name, value in (("deprecatedID", old), ("rootUuid", meta_text(root, "rootUuid") or old)):
        node = _child(meta, name)
        if node is None:
            node = etree.SubElement(meta, _sibling_tag(current, name))
        node.text = value
    current.text = instance_id
    for path, value in changes.items():
        _node_at(root, path).text = value
    return etree.tostring(root, encoding="utf-8")


def as_json(project: Project, submission: Submission, kpi_url: str) -> dict[str, Any]:
    """Answer the flat dict the data endpoint and the JSON hook give."""
    root = etree.fromstring(submission.xml)
    flat: dict[str, Any] = {}
    _flatten(root, "", project.repeats, flat)
    url = f"{kpi_url}/api/v2/assets/{project.uid}/data/{submission.submission_id}/attachments"
    where = _file_paths(root)
    return flat | {
        "_id": submission.submission_id,
        "_uuid": current_uuid(submission.xml),
        "meta/rootUuid": f"uuid:{submission.root_uuid}",
        "_xform_id_string": root.get("id"),
        "_attachments": [
            _attachment_json(each, url, project, submission, where)
            for each in submission.attachments
        ],
        "_status": "submitted_via_web",
        "_geolocation": [None, None],
        "_submission_time": f"{submission.submitted_at:%Y-%m-%dT%H:%M:%S}",
        "_validation_status": submission.validation,
        "_submitted_by": None,
    }


def subset_json(document: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Answer only the fields asked for: `_id` and its like go too, unless listed."""
    wanted: dict[str, Any] = {}
    for each in fields:
        pattern = rf"^{each}$" if "/" in each else rf"(^|/){each}(/|$)"
        wanted |= {key: value for key, value in document.items() if re.search(pattern, key)}
    return wanted


def subset_xml(xml: bytes, fields: Iterable[str]) -> bytes:
    """Answer the XML with the named nodes, what they hold and what holds them; the root stays."""
    root = etree.fromstring(xml)
    names = set(fields)
    kept: set[etree._Element] = set()
    for node in (each for name in names for each in root.iter(name)):
        kept.update(node.iter(), node.iterancestors())
    for node in list(root.iterdescendants()) if names else []:
        parent = node.getparent()
        if node not in kept and parent is not None:
            parent.remove(node)
    return etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)


def fill_template(template: str | None, document: dict[str, Any]) -> object:
    """Answer the hook's JSON body: the submission, or the template with it inside."""
    if not template:
        return document
    return json.loads(template.replace("%SUBMISSION%", json.dumps(document)))


def current_uuid(xml: bytes) -> str:
    """Answer meta/instanceID without its scheme; a submission without one is refused."""
    found = meta_text(etree.fromstring(xml), "instanceID")
    if not found:
        raise Refused(400)
    return found.removeprefix("uuid:")


def meta_text(root: etree._Element, name: str) -> str | None:
    """Answer the text of one node in meta, with or without the orx prefix."""
    meta = _meta(root)
    node = None if meta is None else _child(meta, name)
    return None if node is None else (node.text or "").strip() or None


def sha1(content: bytes) -> str:
    """Answer the hash by which Kobo knows a file again."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _attachment_json(
    attachment: Attachment,
    url: str,
    project: Project,
    submission: Submission,
    where: Mapping[str, str],
) -> dict[str, Any]:
    own = f"{url}/{attachment.uid}/"
    image = attachment.mimetype.startswith("image/")
    thumbnails = {f"download_{size}_url": f"{own}{size}/" for size in THUMBNAILS if image}
    stored_as = re.sub(r"[^\w.-]", "", attachment.name.replace(" ", "_"))
    folder = f"pemilik/attachments/{project.form_uuid}/{submission.root_uuid}"
    return thumbnails | {
        "download_url": own,
        "mimetype": attachment.mimetype,
        "filename": f"{folder}/{stored_as}",
        "media_file_basename": attachment.name,
        "uid": attachment.uid,
        "is_deleted": attachment.is_deleted,
        "question_xpath": where.get(attachment.name, ""),
    }


def _flatten(
    node: etree._Element, prefix: str, repeats: frozenset[str], into: dict[str, Any]
) -> None:
    for child in node.iterchildren(tag=etree.Element):
        path = f"{prefix}{_qualified(child)}"
        if path in repeats:
            row: dict[str, Any] = {}
            _flatten(child, f"{path}/", repeats, row)
            into.setdefault(path, []).append(row)
        elif len(child):
            _flatten(child, f"{path}/", repeats, into)
        elif child.text:
            into[path] = child.text


def _file_paths(root: etree._Element) -> dict[str, str]:
    path_of: Callable[[etree._Element], str] = root.getroottree().getelementpath
    return {leaf.text: path_of(leaf) for leaf in root.iter() if leaf.text and not len(leaf)}


def _node_at(root: etree._Element, path: str) -> etree._Element:
    """Answer the node of a path; kpi makes what is not there, so does Enketo of an empty answer."""
    node = root
    for name in path.split("/"):
        child = _child(node, name)
        node = etree.SubElement(node, _sibling_tag(root, name)) if child is None else child
    return node


def _qualified(node: etree._Element) -> str:
    local = etree.QName(node).localname
    return f"{node.prefix}:{local}" if node.prefix else local


def _sibling_tag(node: etree._Element, name: str) -> str:
    namespace = etree.QName(node).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def _meta(root: etree._Element) -> Any:
    return _child(root, "meta")


def _child(parent: etree._Element, name: str) -> Any:
    children = parent.iterchildren(tag=etree.Element)
    return next((each for each in children if etree.QName(each).localname == name), None)


def _version_uid(uid: str, saves: int) -> str:
    return "v" + _digest("version", uid, str(saves))[:21]


def _digest(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()
