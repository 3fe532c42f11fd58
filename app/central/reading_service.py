"""Opening what was answered, for programs: in the clear only with the right to unmask, and logged."""

from __future__ import annotations

from lxml import etree

from app.accounts import service as accounts
from app.accounts.access import SEE_SUBMISSIONS, UNMASK, Access
from app.central.answer_rows import Source, instance_extras
from app.central.submissions_store import Chain
from app.design import store as design_store
from app.design.models import Form
from app.design.service import Released, find_released
from app.extensions.vault import Sealed, vault
from app.intake.answers_service import read_answers
from app.intake.models import Submission
from app.openrosa.envelope import local_name, parse
from app.problems import Problem
from app.web.guards import get_person

# Central's word for a submission whose answers cannot be opened any more.
DAMAGED = "missingEncryptedFormData"
NAME_PATH = "meta/instanceName"
OPEN_PATHS = frozenset({"meta/instanceID", "meta/deprecatedID"})
THROUGH_API = "dibaca lewat API Central"


def get_seen_form(form_id: str) -> Form:
    """Answer a released form whose submissions the person may see anywhere, or raise Problem."""
    form = design_store.get_form(form_id)
    reaches = get_person().access.reach(SEE_SUBMISSIONS)
    if not any(not one.bidang or one.bidang == form.bidang for one in reaches):
        raise Problem("accounts.not_allowed")
    return form


def current_of(form: Form) -> Released:
    """Answer the version of a form that is out now, or raise Problem."""
    released = find_released(form.form_id, form.current_version or "")
    if released is None:
        raise Problem("design.unknown_version", form_id=form.form_id, version="-")
    return released


def log_table(form: Form) -> None:
    """Record that somebody reads a form's answers in the clear, before any is shown."""
    person = get_person()
    reaches = person.access.reach(UNMASK)
    if any(not one.bidang or one.bidang == form.bidang for one in reaches):
        accounts.log_access(person.name, UNMASK, f"formulir:{form.form_id}", THROUGH_API)


def open_submission(row: Submission) -> None:
    """Record that somebody reads one submission in the clear; raise Problem without the right to."""
    if not may_open(get_person().access, row):
        raise Problem("accounts.not_allowed")
    accounts.log_access(get_person().name, UNMASK, f"kiriman:{row.instance_id}", THROUGH_API)


def may_open(access: Access, row: Submission) -> bool:
    """Answer whether a submission's answers may be read in the clear."""
    return access.allows(UNMASK, row.posyandu_code or "", row.bidang)


def may_see(access: Access, row: Submission) -> bool:
    """Answer whether a submission may be seen at all."""
    return access.allows(SEE_SUBMISSIONS, row.posyandu_code or "", row.bidang)


def hidden_paths(released: Released) -> frozenset[str]:
    """Answer the questions whose answers tell of people: all that are not declared open."""
    open_paths = {use.path for use in released.fields if use.privacy == "umum"} | OPEN_PATHS
    return frozenset(path for path in released.schema.nodes if path not in open_paths)


def hidden_of(row: Submission) -> frozenset[str]:
    """Answer the questions of a submission whose answers tell of people."""
    return hidden_paths(_version_of(row))


def _version_of(row: Submission) -> Released:
    released = find_released(row.form_id, row.version)
    if released is None:  # a submission is only ever received on a released version
        raise Problem("design.unknown_version", form_id=row.form_id, version=row.version)
    return released


def source_of(chain: Chain, access: Access) -> Source:
    """Answer a chain's answers as they may be read; what counts is opened."""
    row = chain.current
    released = _version_of(row)
    opened = may_open(access, row)
    hidden, root_id = None if opened else hidden_paths(released), chain.root.instance_id
    named = opened and NAME_PATH in released.schema.nodes
    try:
        answers = read_answers(row.instance_id, row.answers)
        name = instance_name(xml_of(row)) if named else None
    except Sealed:  # one damaged row never ends a table: it stands there, marked
        return Source(root_id, dict(instance_extras(row.instance_id, None)), hidden, damaged=True)
    return Source(root_id, answers | instance_extras(row.instance_id, name), hidden)


def xml_of(row: Submission) -> bytes:
    """Answer a submission's XML, byte for byte as it came."""
    return vault.unseal(row.xml, f"xml:{row.instance_id}")


def instance_name(xml: bytes) -> str | None:
    """Answer what a form makes a submission be called."""
    for meta in (child for child in parse(xml) if local_name(child) == "meta"):
        return _text(meta, "instanceName")
    return None


def _text(meta: etree._Element, name: str) -> str | None:
    found = (child.text for child in meta if local_name(child) == name)
    return (next(found, None) or "").strip() or None
