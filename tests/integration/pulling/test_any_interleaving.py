"""Whatever order things happen in at Kobo and however pulls break off: in the end all is here once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.intake.states import GONE_THERE
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.kobo_door import ASSET, FORM, Door, flask, open_door
from tests.integration.submissions import PHOTO, monthly_answers, new_id
from tests.kobo.projects import Submission, current_uuid
from tests.kobo.stand_in import KoboStandIn

EXAMPLES = int(os.environ.get("CASES", "4"))  # more of them by hand

ACT = st.one_of(
    st.tuples(
        st.sampled_from(["kirim", "tunda", "simpan", "ubah", "foto", "hapus"]), st.integers(0, 9)
    ),
    st.tuples(st.sampled_from(["tarik", "banding", "putus"]), st.integers(1, 12)),
)


@pytest.fixture
def door(simpul: Simpul, live_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A Kobo account that is a target."""
    monkeypatch.setattr("app.exchange.remote_client.FIRST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("app.exchange.kobo_turns.NEWS", 3)
    kobo = KoboStandIn.start()
    kobo.add_asset(ASSET)
    yield open_door(simpul, kobo, live_server)
    kobo.stop()


class World:
    """What happens at Kobo: some submissions have a number and are not committed yet."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.kobo = door.kobo
        self.held: list[Submission] = []
        self.deleted: set[int] = set()
        self.mine: set[int] = set()

    @property
    def live(self) -> list[int]:
        return sorted(self.mine & self.kobo.projects[ASSET].submissions.keys())

    def act(self, what: str, number: int) -> None:
        submissions = self.kobo.projects[ASSET].submissions
        if what in {"kirim", "tunda"}:
            answers = monthly_answers(skdn__balita_s_l=number, penutup__foto_register="r.jpg")
            xml = self.door.simpul.submission_xml(FORM, answers, instance_id=new_id())
            made = self.kobo.submit(ASSET, xml)
            self.mine.add(made)
            if what == "tunda":
                self.held.append(submissions.pop(made))
        elif what == "simpan" and self.held:
            late = self.held.pop(number % len(self.held))
            submissions[late.submission_id] = late
        elif what in {"tarik", "banding", "putus"}:
            self._pull(what, number)
        elif self.live:
            self._change(what, self.live[number % len(self.live)], number)

    def _change(self, what: str, chosen: int, number: int) -> None:
        if what == "ubah":
            self.kobo.edit(ASSET, chosen, {"skdn/balita_s_l": str(100 + number)})
        elif what == "foto":
            self.kobo.attach(ASSET, chosen, "r.jpg", PHOTO)
        else:
            self.kobo.delete(ASSET, chosen)
            self.deleted.add(chosen)

    def _pull(self, what: str, number: int) -> None:
        if what == "putus":  # some requests go well, then no answer any more
            self.kobo.faults.next_statuses.extend([200] * number + [0] * 3)
        way = "reconcile" if what == "banding" else "new"
        flask(self.door.simpul, "pull", way, "kobo-dinkes")
        self.kobo.faults.next_statuses.clear()

    def finish(self) -> None:
        """All that was begun there is committed, then everything is gone through, in due time."""
        while self.held:
            self.act("simpan", 0)
        self.door.pull("reconcile")
        self.door.simpul.execute(
            "UPDATE remote_submission SET look_at = seen_at WHERE look_at IS NOT NULL"
        )
        self.door.pull()  # the end of a run that broke off
        self.door.pull()


@sqlite_only
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a case is short as it is; shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACT, min_size=4, max_size=14))
def test_in_the_end_every_submission_is_here_once(door: Door, acts: list[tuple[str, int]]) -> None:
    door.simpul.execute("UPDATE remote_submission SET look_at = NULL")  # of earlier examples
    world = World(door)
    for what, number in acts:
        world.act(what, number)
    world.finish()
    rows = {row.instance_id: row for row in door.simpul.submissions()}
    there = {number: door.kobo.projects[ASSET].submissions[number] for number in world.live}
    counted = {one for one, row in rows.items() if row.state != "digantikan"}
    for number, submission in there.items():
        tip = f"uuid:{current_uuid(submission.xml)}"
        chain = [row for row in rows.values() if row.remote_id == str(number)]
        assert tip in counted
        assert [row.instance_id for row in chain if row.instance_id in counted] == [tip]
        assert len({row.root_instance_id for row in chain}) == 1
        assert door.simpul.files_of(tip) == {
            each.name: each.content for each in submission.attachments
        }
    for number in world.deleted:
        chain = [row for row in rows.values() if row.remote_id == str(number)]
        assert all(row.state == "digantikan" or GONE_THERE in row.flags for row in chain)
    assert door.simpul.quarantined() == []
