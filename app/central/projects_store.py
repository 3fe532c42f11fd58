"""What a whole installation holds, counted. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.access import SEE_DEVICES, SEE_SUBMISSIONS, Access
from app.accounts.models import Device, User
from app.accounts.standing import REVOKED
from app.design import store as design_store
from app.design.models import Form
from app.extensions.database import db
from app.intake.models import Submission
from app.intake.store import reached_by
from app.registry.entity_models import EntityList
from app.registry.store import within


def find_beginning() -> datetime | None:
    """Answer when the installation began: when its first account was made."""
    return db.session.scalar(select(func.min(User.created_at)))


def list_forms() -> Sequence[Form]:
    """Answer all forms."""
    return design_store.list_forms()


def count_lists() -> int:
    """Answer how many lists of sasaran there are."""
    return db.session.scalar(select(func.count()).select_from(EntityList)) or 0


def count_phones(access: Access) -> int:
    """Answer how many phones in use an account may see."""
    areas = [within(Device.area, one.area) for one in access.reach(SEE_DEVICES)]
    if not areas:
        return 0
    query = select(func.count()).select_from(Device).where(Device.state != REVOKED, or_(*areas))
    return db.session.scalar(query) or 0


def find_last_submission(access: Access) -> datetime | None:
    """Answer when the newest submission an account may see came."""
    query = select(Submission.received_at).where(reached_by(access.reach(SEE_SUBMISSIONS)))
    return db.session.scalar(query.order_by(Submission.seq.desc()).limit(1))
