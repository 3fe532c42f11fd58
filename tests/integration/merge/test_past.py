"""The profile as it was is the fold of what was known then, and nothing that came later changes it."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.intake.deliveries import Delivery
from app.intake.service import receive_submission
from app.merge import store
from app.merge.fold import CellKey
from app.merge.past_service import CHOSEN, LEFT, Cause, difference, profile_before
from app.review.service import record_decision
from tests.integration.merge.installation import PLACES, Sent, Twin, unless
from tests.integration.merge.lives import UNDONE, Act, Chain, chains

LIVES = range(max(4, int(os.environ.get("CASES", "0")) // 50))
START = datetime(2026, 11, 1, tzinfo=UTC)
HERE = PLACES[0]
Timed = tuple[datetime, Act]


def at(number: int) -> datetime:
    """The moment of the numbered act: one a day."""
    return START + timedelta(days=number)


def told_in_order(dice: random.Random, told: Sequence[Chain]) -> list[Timed]:
    """Chains interleaved at random, an act a day."""
    waiting, acts = [list(chain) for chain in told], []
    while any(waiting):
        acts.append(dice.choice([chain for chain in waiting if chain]).pop(0))
    return [(at(number), act) for number, act in enumerate(acts)]


def happen(twin: Twin, moment: datetime, act: Act) -> None:
    """Let an act happen at its moment."""
    with twin.inside():
        if isinstance(act, Sent):
            receive_submission(Delivery(act.xml(), (), "collect", received_at=moment))
            return
        with unless("review.superseded"):
            record_decision(
                act[0], act[1].removesuffix(UNDONE), "alasan uji", "peninjau", at=moment
            )


def stored(twin: Twin) -> dict[str, Any]:
    """The cells of every Posyandu as they are stored."""
    with twin.inside():
        return {place: {one.key: one for one in store.list_cells(place)} for place in PLACES}


def before(twin: Twin, moment: datetime) -> dict[str, Any]:
    """The cells of every Posyandu as they were."""
    with twin.inside():
        return {
            place: {key: one.cell for key, one in profile_before(place, moment).items()}
            for place in PLACES
        }


@pytest.mark.parametrize("seed", LIVES)
def test_the_past_is_what_an_installation_of_that_day_would_hold(
    seed: int, pair: tuple[Twin, Twin]
) -> None:
    dice, (whole, early) = random.Random(7000 + seed), pair
    life = told_in_order(dice, chains(dice))
    cut = dice.randrange(len(life) + 1)
    for moment, act in life[:cut]:
        happen(whole, moment, act)
        happen(early, moment, act)
    whole.run_pending()
    early.run_pending()
    expected = stored(early)
    for moment, act in life[cut:]:
        happen(whole, moment, act)
    whole.run_pending()
    assert before(whole, at(cut)) == expected
    assert before(whole, at(len(life))) == stored(whole)


def report(number: int, mothers: str, replaces: str = "") -> Sent:
    """A monthly report of how many mothers there are."""
    answers = {"status_laporan": "ada_kegiatan", "ibu/bumil_sasaran": mothers}
    name = f"uuid:laporan-{number}"
    return Sent(name, "kes_bulanan", HERE, "2026-10-01", answers, replaces=replaces)


MOTHERS = CellKey(HERE, "kes.bumil_sasaran", "2026-10")


def mothers_before(twin: Twin, moment: datetime) -> Any:
    """How many mothers the profile told of then."""
    found = before(twin, moment)[HERE].get(MOTHERS)
    return found and found.value


def test_a_later_rejection_changes_today_and_not_the_past(one: Twin) -> None:
    happen(one, at(0), report(1, "3"))
    happen(one, at(2), (report(1, "3").instance_id, "tolak"))
    one.run_pending()
    assert [mothers_before(one, at(day)) for day in (0, 1, 2, 3)] == [None, 3, 3, None]
    with one.inside():
        [change] = [it for it in difference(HERE, at(1), at(3)) if it.key == MOTHERS]
    assert change.after is None
    assert change.causes == (Cause(LEFT, "uuid:laporan-1", "alasan uji"),)


def test_an_edit_and_its_rejection_equal_never_for_later_days(one: Twin) -> None:
    happen(one, at(0), report(1, "3"))
    happen(one, at(1), report(2, "4", replaces="uuid:laporan-1"))
    happen(one, at(2), ("uuid:laporan-2", "tolak"))
    assert [mothers_before(one, at(day)) for day in (1, 2, 3)] == [3, 4, 3]
    with one.inside():
        assert difference(HERE, at(1), at(3)) == []


def test_a_choice_holds_from_when_it_was_made(one: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, year in enumerate(("1998", "2001")):
        answers = {"identitas/tahun_berdiri": year}
        happen(
            one, at(number), Sent(f"uuid:profil-{number}", "profil", HERE, "2026-10-01", answers)
        )
    one.run_pending()
    monkeypatch.setattr("app.review.service.now", lambda: at(5))
    key = CellKey(HERE, "umum.tahun_berdiri", "")
    earlier = before(one, at(5))[HERE][key]
    other = 2001 if earlier.value == 1998 else 1998
    one.choose(HERE, key.field, key.period, other)
    assert before(one, at(5))[HERE][key] == earlier
    assert before(one, at(6))[HERE][key].value == other
    with one.inside():
        [change] = difference(HERE, at(5), at(6))
    assert Cause(CHOSEN, reason="alasan uji") in change.causes
