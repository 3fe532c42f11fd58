"""Keeping submissions' states true to the log: one way for whatever may change them.

Called within the transaction that appends to the log, receives an edit, or sets a policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.design.policies import Policy
from app.design.policies_store import get_policy
from app.intake import states_store as store
from app.intake.states import SUPERSEDED, state_in_chain
from app.intake.states_store import Stated
from app.intake.trail import Act, Position, position_of, trail_of


def restate(instance_id: str) -> tuple[str, Position] | None:
    """Bring a submission's state in line with the log; answer it and where it stands."""
    row = store.find_stated(instance_id)
    if row is None:
        return None
    acts = store.list_acts([instance_id])[instance_id]
    position = position_of(trail_of(acts), get_policy(row.form_id), row.received_at)
    state = state_in_chain(position.state, store.standing_edits(instance_id))
    store.save_position(row, state, position)
    return state, position


def follow_up(instance_id: str) -> None:
    """Let what a submission replaces follow the state it has now, and so up the chain.

    Rejecting an edit brings back what it replaced, accepting it again replaces that anew; an edit of an
    edit that had been returned replaces the original too.
    """
    followed = {instance_id}
    below = store.find_stated(instance_id)
    while below and below.deprecated_id and below.deprecated_id not in followed:
        followed.add(below.deprecated_id)
        replaced = store.find_stated(below.deprecated_id)
        if replaced is None:
            return
        now = restate(replaced.instance_id)
        # What stays replaced may be replaced by another edit now, which what it replaced itself asks.
        if now and now[0] == replaced.state and now[0] != SUPERSEDED:
            return
        below = replaced


def restate_open(rows: Sequence[Stated], policy: Policy) -> None:
    """Bring submissions that wait for review in line with another policy of their form."""
    acts: Mapping[str, list[Act]] = store.list_acts([row.instance_id for row in rows])
    found = [
        (row, position_of(trail_of(acts[row.instance_id]), policy, row.received_at)) for row in rows
    ]
    store.save_positions((row, position.state, position) for row, position in found)
    for row, position in found:
        if row.deprecated_id and position.state != row.state:
            follow_up(row.instance_id)
