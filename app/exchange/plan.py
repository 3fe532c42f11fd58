"""What a server lacks of a form, as steps in order. Pure: two states in, steps out.

`Wanted` is what should stand there, `Left` what stood there after we published last, `Central` and
`Kobo` what stands there now. No step without a lack: planned on a server that has all, nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# Kinds of steps, in the words the screens turn into sentences.
FORM = "formulir"  # Central: a new form, as a draft
DRAFT = "draf"  # Central: a new draft of a form that is there
PROJECT = "proyek"  # Kobo: an empty project
IMPORT = "impor"  # Kobo: the workbook into the project, in the background
WAIT = "tunggu"  # Kobo: until the import has ended
FILE = "berkas"
LIST = "daftar"  # Central: the rows of a list of sasaran
PUBLISH = "terbit"
DEPLOY = "pasang"
STATE = "buka"  # Central: the form takes submissions
HOOK = "hook"

# Somebody's work there that is not out yet: at Central a draft (DRAFT), at Kobo what was only saved.
UNDEPLOYED = "belum_dipasang"

# Why nothing can go there.
TAKEN = "bukan_milik_kita"
NEEDS_FILTER = "tanpa_saringan"
FOR_EVERYBODY = "daftar_untuk_semua"
NEEDS_CHANGE = "formulir_ditolak"
UNREACHED = "tidak_terhubung"
BUSY = "sedang_berjalan"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should stand there: a version in a variant, its files by name with MD5, its lists."""

    version: str
    variant: str
    files: Mapping[str, str]
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """What we left there: the version and variant of ours, and the server's own marks of it.

    `begun`: an earlier plan made the form there and did not end. `used` are versions we published or
    were refused: a Central remembers those of a form in its trash and lists them nowhere. `files` are
    the files as we left them, `drafts` what we made there on the way: version and hash, the latter ""
    where its answer was lost.
    """

    version: str = ""
    variant: str = ""
    marks: Mapping[str, Any] = field(default_factory=dict)
    begun: bool = False
    used: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    drafts: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_ours(self) -> bool:
        """Answer whether we brought the form there."""
        return bool(self.version) or self.begun


@dataclass(frozen=True, slots=True)
class Draft:
    """What is worked on there and not published."""

    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class CentralForm:
    """A form as a Central has it; `version` is empty while it is only a draft.

    `written` are files the server fills by itself, `filtered` the lists it cuts for each user.
    """

    exists: bool = False
    version: str = ""
    hash: str = ""
    state: str = ""
    versions: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    filtered: frozenset[str] = frozenset()
    draft: Draft | None = None

    def marks(self) -> dict[str, Any]:
        """Answer what to remember of it, to know later whether somebody changed it."""
        return {"version": self.version, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class KoboForm:
    """A project as a KoboToolbox has it. `hook`: ours is there and as it should be."""

    exists: bool = False
    saved: str = ""
    deployed: str = ""
    active: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    hook: bool = False

    def marks(self) -> dict[str, Any]:
        """Answer what to remember of it."""
        return {"saved": self.saved, "deployed": self.deployed}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and the file, list or version it is about."""

    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """The steps; none and no refusal: all is there already.

    `replaces` is somebody's unpublished work there that the steps put an end to, {} without: they
    begin only when a person has agreed to that.
    """

    steps: tuple[Step, ...] = ()
    refusal: str = ""
    replaces: Mapping[str, Any] = field(default_factory=dict)


def plan_central(wanted: Wanted, left: Left, there: CentralForm) -> Planned:
    """Answer what a Central lacks."""
    if there.exists and not left.is_ours:
        return Planned(refusal=TAKEN)
    if not set(wanted.lists) <= there.filtered:
        return Planned(refusal=NEEDS_FILTER)
    lists = [Step(LIST, {"name": name}) for name in wanted.lists]
    opened = [Step(STATE)] if there.exists and there.version and there.state != "open" else []
    files = [name for name in _differing(wanted.files, there.files) if name not in there.written]
    if not there.exists or not _is_same(wanted, left, there.marks()) or files:
        kind = DRAFT if there.exists else FORM
        version = free_version(wanted.version, there.versions | left.used)
        draft = foreign_draft(left, there)
        replaces = {"what": DRAFT, "version": draft.version, "hash": draft.hash} if draft else {}
        # A new draft begins with the files of the last one, so only what differs is sent.
        steps = [
            Step(kind, {"version": version, **_seen(there.draft)}),
            *(Step(FILE, {"name": name}) for name in files),
            *lists,
            Step(PUBLISH, {"version": version}),
            *opened,
        ]
        return Planned(tuple(steps), replaces=replaces)
    return Planned((*lists, *opened))


def plan_kobo(wanted: Wanted, left: Left, there: KoboForm) -> Planned:
    """Answer what a KoboToolbox lacks. Its lists are for everybody, so it gets none of people."""
    if wanted.lists:
        return Planned(refusal=FOR_EVERYBODY)
    steps: list[Step] = []
    if not there.exists:
        steps.append(Step(PROJECT))
    changed = not there.exists or not _is_same(wanted, left, there.marks())
    if changed:
        steps += [Step(IMPORT), Step(WAIT)]
    files = _differing(wanted.files, there.files)
    steps += [Step(FILE, {"name": name}) for name in files]
    if changed or files or not there.active or there.deployed != there.saved:
        steps.append(Step(DEPLOY))
    if not there.hook:
        steps.append(Step(HOOK))
    replaces = {"what": UNDEPLOYED} if changed and is_foreign_save(left, there) else {}
    return Planned(tuple(steps), replaces=replaces)


def _seen(draft: Draft | None) -> dict[str, str]:
    """Answer which draft a step may replace: the one that was seen, whoever's it is."""
    return {"replaces": draft.hash} if draft else {}


def foreign_draft(left: Left, there: CentralForm) -> Draft | None:
    """Answer the draft there, unless it is one a plan of ours made and did not publish."""
    draft = there.draft
    if draft is None or any(draft.hash == known for _version, known in left.drafts if known):
        return None
    is_unfinished = (draft.version, "") in left.drafts and draft.version not in there.versions
    return None if is_unfinished else draft


def is_foreign_save(left: Left, there: KoboForm) -> bool:
    """Answer whether somebody saved a form there that is not deployed; what is ours is no such."""
    is_saved = bool(there.deployed) and there.saved != there.deployed
    return is_saved and all(there.saved != known for _version, known in left.drafts)


def free_version(version: str, used: frozenset[str]) -> str:
    """Answer the version to publish under: our own, with a number behind it where it was used.

    A Central never takes the same version twice, not even for another list of Posyandu.
    """
    number, found = 1, version
    while found in used:
        number += 1
        found = f"{version}.{number}"
    return found


def _is_same(wanted: Wanted, left: Left, marks: Mapping[str, Any]) -> bool:
    """Answer whether what is wanted is what we left there, and nobody changed it since."""
    ours = (wanted.version, wanted.variant) == (left.version, left.variant)
    return ours and dict(left.marks) == dict(marks)


def _differing(wanted: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    return [name for name, md5 in sorted(wanted.items()) if there.get(name) != md5]


# -- what somebody changed there


def central_drift(left: Left, there: CentralForm) -> Iterator[str]:
    """Answer what is no longer as we left it, by words the screens turn into sentences."""
    if not there.exists or not there.version:
        yield "hilang"
        return
    if dict(left.marks) != there.marks():
        yield "formulir"
    if draft := foreign_draft(left, there):
        yield f"draf:{draft.version}"
    if there.state != "open":
        yield "ditutup"


def kobo_drift(left: Left, there: KoboForm) -> Iterator[str]:
    """Answer what is no longer as we left it."""
    if not there.exists:
        yield "hilang"
        return
    if left.marks.get("deployed") != there.deployed:
        yield "formulir"
    if there.saved != there.deployed:
        yield UNDEPLOYED
    if not there.active:
        yield "ditutup"
    if not there.hook:
        yield "hook"


def file_drift(
    wanted: Mapping[str, str], left: Mapping[str, str], there: Mapping[str, str]
) -> Iterator[str]:
    """Answer the files that differ from what we would send now, and who made them differ."""
    for name in _differing(wanted, there):
        if name not in left or there.get(name) == left[name]:
            yield f"berkas:{name}"
        else:
            yield f"{'diganti' if name in there else 'dihapus'}:{name}"
