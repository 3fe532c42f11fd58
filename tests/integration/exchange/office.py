"""What the tests of exchange work with: forms to bring to other servers, and a life cut short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from app.design import files_service
from app.design.releasing_service import release_version
from app.design.service import check_form, known_fields, save_draft
from app.exchange import plan_service, plan_store, store, targets_service
from app.exchange.drift_service import look_for_drift
from app.exchange.models import Publication, PublishPart, PublishStep
from app.exchange.remote_client import Call, Remote
from app.exchange.targets_service import Typed
from app.registry import entity_store
from tests.integration.central.office import FORM, FRUITS, VERSION, workbook
from tests.integration.installation import PASSWORD, Simpul

ACTOR = "penguji"


class Killed(BaseException):
    """The process died here."""


@dataclass(slots=True)
class Office:
    """An installation whose forms go to other servers."""

    simpul: Simpul
    targets: dict[str, int] = field(default_factory=dict)

    def release(self, content: bytes, files: dict[str, bytes] | None = None) -> None:
        """Release a form from its workbook, with its files."""
        with self.simpul.app.app_context():
            checked = check_form(
                content,
                "formulir.xlsx",
                known=known_fields(),
                known_lists=entity_store.list_names(),
                files_follow=True,
            )
            assert checked.form is not None, [str(one) for one in checked.findings]
            draft = save_draft(checked, ACTOR)
            for name, body in (files or {}).items():
                files_service.add_file(
                    draft.form_id, draft.version, name, "text/csv", [body], ACTOR
                )
            release_version(draft.form_id, draft.version, ACTOR, draft.version)

    def release_fruits(self, version: str = VERSION, **changes: str) -> None:
        """Release the form with a file of its own, a repeat and a photo."""
        self.release(workbook(version, **changes), {"buah.csv": FRUITS})

    def add_kobo(self, url: str, token: str, name: str = "kobo") -> None:
        """Enter a KoboToolbox."""
        self._enter(Typed("kobo", name, url, secret=token))

    def add_central(self, url: str, account: str, name: str = "central") -> None:
        """Enter a Central and choose its project."""
        self._enter(Typed("central", name, url, account, PASSWORD))
        with self.simpul.app.app_context():
            targets_service.choose_project(self.targets[name], 1, ACTOR)

    def _enter(self, typed: Typed) -> None:
        with self.simpul.app.app_context():
            target, _key = targets_service.enter_target(typed, ACTOR)
            self.targets[typed.name] = target.target_id

    def plan(
        self, *names: str, form: str = FORM, version: str = VERSION, without: bool = False
    ) -> int:
        """Plan a version for targets; answer the plan's number."""
        chosen = [self.targets[name] for name in names]
        with self.simpul.app.app_context():
            return plan_service.make_plan(
                form, version, chosen, ACTOR, chosen if without else ()
            ).plan_id

    def start(self, plan_id: int, *, agreed: bool = False) -> None:
        """Begin a plan; the worker has not looked yet."""
        parts = [part.part_id for part in self.parts(plan_id)] if agreed else ()
        with self.simpul.app.app_context():
            plan_service.begin_plan(plan_id, ACTOR, parts)

    def begin(self, plan_id: int, *, agreed: bool = False) -> None:
        """Begin a plan and do all that is due; `agreed`: also where it replaces somebody's work."""
        self.start(plan_id, agreed=agreed)
        self.work()

    def publish(self, *names: str, agreed: bool = False, **more: Any) -> list[PublishPart]:
        """Plan, begin, and work until nothing is left."""
        plan_id = self.plan(*names, **more)
        self.begin(plan_id, agreed=agreed)
        return self.parts(plan_id)

    def work(self) -> None:
        """Do what waits, later tries too, until nothing is left."""
        for _ in range(20):
            self.simpul.execute("UPDATE job SET run_after = created_at WHERE state = 'menunggu'")
            if not self.simpul.run_pending():
                return

    def resume(self, part_id: int) -> None:
        """Take a part up again."""
        with self.simpul.app.app_context():
            plan_service.resume_part(part_id, ACTOR)
        self.work()

    def parts(self, plan_id: int) -> list[PublishPart]:
        """The parts of a plan."""
        with self.simpul.app.app_context():
            return list(plan_store.list_parts([plan_id]))

    def steps(self, plan_id: int) -> list[PublishStep]:
        """The steps of a plan, target by target."""
        with self.simpul.app.app_context():
            return list(
                plan_store.list_steps([p.part_id for p in plan_store.list_parts([plan_id])])
            )

    def kinds(self, plan_id: int) -> list[str]:
        """What a plan does, in order; files with their names."""
        return [" ".join([one.kind, *_named(one.about)]) for one in self.steps(plan_id)]

    def publication(self, target: str, form: str = FORM) -> Publication:
        """A form as a target has it."""
        with self.simpul.app.app_context():
            found = store.find_publication_of(self.targets[target], form)
            assert found is not None
            return found

    def version_of(self, publication: Publication, remote_version: str) -> str | None:
        """Which version of ours a version there is."""
        with self.simpul.app.app_context():
            found = store.find_version_of(publication.publication_id, remote_version)
            return found.version if found else None

    def drift(self, target: str, form: str = FORM) -> list[str]:
        """Look at a target; what differs of a form."""
        with self.simpul.app.app_context():
            look_for_drift({"target_id": self.targets[target]})
        return [each["what"] for each in self.publication(target, form).drift]


def _named(about: dict[str, Any]) -> Sequence[str]:
    return [str(about["name"])] if "name" in about else []


@contextmanager
def dying_after_each_change() -> Iterator[list[str]]:
    """Kill the process each time another server has just done something for the first time.

    Nothing of its answer is kept: as if the power failed between their commit and ours.
    """
    died: list[str] = []
    really = Remote.open

    def open_and_die(self: Remote, call: Call) -> requests.Response:
        response = really(self, call)
        what = f"{call.method} {call.path.partition('/v1')[2] or call.path}"
        if call.method != "GET" and "/sessions" not in what and what not in died:
            response.close()
            died.append(what)
            raise Killed
        return response

    Remote.open = open_and_die  # type: ignore[method-assign]
    try:
        yield died
    finally:
        Remote.open = really  # type: ignore[method-assign]


def work_through_deaths(office: Office) -> None:
    """Work on, a new process after each death: its lease runs out and the job is taken again."""
    for _ in range(60):
        try:
            office.work()
        except Killed:
            office.simpul.execute(
                "UPDATE job SET leased_until = created_at WHERE state = 'berjalan'"
            )
        else:
            return
    raise AssertionError("the work never came to its end")
