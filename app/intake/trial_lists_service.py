"""The files of a draft as its channel gives them: places of the officer's area, sasaran invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.accounts.access import Reach
from app.design import files_service
from app.design import store as design_store
from app.intake.invented import invented_list
from app.intake.trial_service import Channel
from app.problems import Problem
from app.publish.media_service import Cut, Medium
from app.registry import entity_store
from app.registry import store as registry
from app.registry.lists import LIST_NAMES
from xlsform.schema import Schema

ENDING = ".csv"
ENTITIES = "entityList"


@dataclass(frozen=True)
class TrialFiles:
    """The files that one channel's draft asks for."""

    channel: Channel

    @cached_property
    def _draft(self) -> tuple[tuple[str, ...], Schema]:
        row = design_store.get_version(self.channel.form_id, self.channel.version, whole=True)
        return tuple(row.media), Schema.from_json(row.schema)

    @cached_property
    def _cut(self) -> Cut:
        return Cut([Reach(area, "") for area in self.channel.areas])

    @cached_property
    def _places(self) -> list[str]:
        return [code for code, _name, _desa in registry.list_places(self.channel.areas)]

    @cached_property
    def _sasaran(self) -> dict[str, frozenset[str]]:
        """Answer what the draft reads of each list of sasaran it attaches."""
        media, schema = self._draft
        read = {use.name: frozenset(use.words) for use in schema.lists}
        names = [name.removesuffix(ENDING) for name in media if name.endswith(ENDING)]
        known = entity_store.list_names()
        own = {f"{name}{ENDING}" for name in names} - set(LIST_NAMES)
        return {
            name: read.get(name, frozenset())
            for name in names
            if f"{name}{ENDING}" in own and (name in known or name in read)
        }

    def every(self) -> list[tuple[str, str, str]]:
        """Answer (name, MD5, kind) of each file there is; a list of sasaran says that it is one."""
        form_id, version = self.channel.form_id, self.channel.version
        given = {file.name: file.md5 for file in files_service.list_files(form_id, version)}
        found = []
        for name in self._draft[0]:
            if name in given:
                found.append((name, given[name], ""))
            elif name in LIST_NAMES or name.removesuffix(ENDING) in self._sasaran:
                kind = "" if name in LIST_NAMES else ENTITIES
                found.append((name, self.get_medium(name).md5, kind))
        return found

    def get_medium(self, name: str) -> Medium:
        """Answer one file or raise Problem."""
        if name not in self._draft[0]:
            raise Problem("publish.unknown_media", name=name)
        given = files_service.find_file(self.channel.form_id, self.channel.version, name)
        if given is not None:
            return Medium(name, b"".join(files_service.read_file(given)), given.mime)
        if name in LIST_NAMES:
            return self._cut.build(name)  # what was returned is of real reports: nothing of it
        words = self._sasaran.get(name.removesuffix(ENDING))
        if words is None:
            raise Problem("publish.unknown_media", name=name)
        return Medium(name, invented_list(name.removesuffix(ENDING), words, self._places))
