"""Files that authors give with a version of a form: pictures, sounds, lists of their own.

Lists of places and of sasaran are no such files: the server writes them for each receiver.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from app.accounts.service import log_act
from app.design import files_store as store
from app.design import store as design_store
from app.design.library import read_library
from app.design.models import FormFile, FormVersion
from app.extensions.database import now, transaction
from app.extensions.files import SealingFile, files
from app.problems import Problem
from app.registry import entity_store
from app.registry.lists import LIST_NAMES
from app.web.uploads import safe_type
from xlsform.schema import Schema


def written_here(name: str, lists: Collection[str]) -> bool:
    """Answer whether the server writes a file itself, for each receiver."""
    return name in LIST_NAMES or name.removesuffix(".csv") in lists


def asked_files(row: FormVersion) -> list[tuple[str, FormFile | None]]:
    """Answer the files a version asks of its author, each with what was given, or None."""
    lists = entity_store.list_names() | _own_lists(row)
    given = {file.name: file for file in store.list_files(row.form_id, row.version)}
    asked = [name for name in row.media if name in given or not written_here(name, lists)]
    if not given.keys() >= set(
        asked
    ):  # a list that another form of the library makes once it is out
        made = _of_library()
        asked = [name for name in asked if name in given or name not in made]
    return [(name, given.get(name)) for name in asked]


def check_files(row: FormVersion) -> None:
    """Raise Problem unless every file a version asks for is there."""
    missing = [name for name, file in asked_files(row) if file is None]
    if missing:
        raise Problem("design.files_missing", names=", ".join(missing))


def _of_library() -> set[str]:
    return {f"{name}.csv" for name in read_library().entity_lists}


def _own_lists(row: FormVersion) -> frozenset[str]:
    whole = design_store.get_version(row.form_id, row.version, whole=True)
    return frozenset(use.dataset for use in Schema.from_json(whole.schema).entities)


def add_file(
    form_id: str, version: str, name: str, mime: str, content: Iterable[bytes], actor: str
) -> FormFile:
    """Keep a file a draft asks for; it takes the place of an earlier one of that name."""
    check_asked(form_id, version, [name])
    sealing, md5 = seal(content)
    sealing.keep()
    row = FormFile(
        form_id=form_id,
        version=version,
        name=name,
        file_id=sealing.file_id,
        size=sealing.size,
        md5=md5,
        mime=safe_type(mime)[:120],
        added_at=now(),
        added_by=actor,
    )
    with transaction():
        store.save_file(row)
        log_act(actor, "formulir.berkas", f"form:{form_id}", f"{version}, {name}"[:500])
    return row


def check_asked(form_id: str, version: str, names: Iterable[str]) -> None:
    """Raise Problem unless these are files a draft asks of its author."""
    draft = design_store.get_version(form_id, version)
    if draft.state != design_store.DRAFT:
        raise Problem("design.version_taken", form_id=form_id, version=version)
    lists = entity_store.list_names()
    for name in names:
        if name not in draft.media or written_here(name, lists):
            raise Problem("design.unknown_file", name=name, form_id=form_id)


def seal(content: Iterable[bytes]) -> tuple[SealingFile, str]:
    """Answer a file sealed but not yet kept, and the MD5 of its bytes."""
    sealing, digest = files.new(), hashlib.md5(usedforsecurity=False)
    try:
        for chunk in content:
            sealing.write(chunk)
            digest.update(chunk)
    except BaseException:
        sealing.withdraw()
        raise
    return sealing, digest.hexdigest()


def take_over_files(draft: FormVersion, before: FormVersion | None) -> None:
    """Give a new draft the files of the draft before it, and of what is out."""
    form = design_store.get_form(draft.form_id)
    earlier = [before.version if before else None, form.current_version]
    with transaction():
        for version in earlier:
            if version and version != draft.version:
                carry_files(draft.form_id, version, draft)


def carry_files(form_id: str, source: str, target: FormVersion) -> None:
    """Give a draft the files an earlier version has of the same names, in the caller's transaction."""
    have = {file.name for file in store.list_files(form_id, target.version)}
    for file in store.list_files(form_id, source):
        if file.name in target.media and file.name not in have:
            store.save_file(_copy(file, target.version))


def _copy(file: FormFile, version: str) -> FormFile:
    return FormFile(
        form_id=file.form_id,
        version=version,
        name=file.name,
        file_id=file.file_id,
        size=file.size,
        md5=file.md5,
        mime=file.mime,
        added_at=file.added_at,
        added_by=file.added_by,
    )


def find_file(form_id: str, version: str, name: str) -> FormFile | None:
    """Answer one file of a version, or None."""
    return store.find_file(form_id, version, name)


def list_files(form_id: str, version: str) -> list[FormFile]:
    """Answer the files of a version by name."""
    return list(store.list_files(form_id, version))


def read_file(file: FormFile) -> Iterator[bytes]:
    """Answer a file's bytes, chunk by chunk."""
    return files.read(file.file_id)
