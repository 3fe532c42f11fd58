"""Reading and writing accounts with their grants and invitations. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update

from app.accounts.models import AccountGrant, AccountInvitation, User
from app.extensions.database import db
from app.problems import Problem


def list_users(search: str = "", after: str = "", limit: int = 50) -> Sequence[User]:
    """Answer accounts by name, after a name (keyset)."""
    query = select(User).where(User.name > after)
    if search:
        like = f"%{search.replace('%', '').replace('_', '')}%"
        areas = select(AccountGrant.user_id).where(
            or_(AccountGrant.area == search, AccountGrant.role == search.lower())
        )
        query = query.where(or_(User.name.ilike(like), User.user_id.in_(areas)))
    return db.session.scalars(query.order_by(User.name).limit(limit)).all()


def list_all_users() -> Sequence[User]:
    """Answer every account with its grants."""
    return db.session.scalars(select(User).order_by(User.name)).all()


def count_users() -> int:
    """Answer how many accounts there are."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def get_user(user_id: int) -> User:
    """Answer an account or raise Problem."""
    user = db.session.get(User, user_id)
    if user is None:
        raise Problem("accounts.unknown_user")
    return user


def get_grant(user: User, grant_id: int) -> AccountGrant:
    """Answer a grant of an account or raise Problem."""
    found = next((grant for grant in user.grants if grant.grant_id == grant_id), None)
    if found is None:
        raise Problem("accounts.unknown_user")
    return found


def add_invitation(invitation: AccountInvitation) -> None:
    """Add an invitation."""
    db.session.add(invitation)
    db.session.flush()


def find_invitation(token_hash: bytes) -> AccountInvitation | None:
    """Answer the invitation of a token."""
    return db.session.scalar(
        select(AccountInvitation).where(AccountInvitation.token_hash == token_hash)
    )


def list_open_invitations(user_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Answer until when the open invitations of accounts hold."""
    query = select(AccountInvitation.user_id, AccountInvitation.expires_at).where(
        AccountInvitation.user_id.in_(list(user_ids)),
        AccountInvitation.used_at.is_(None),
        AccountInvitation.expires_at > at,
    )
    return {user_id: expires for user_id, expires in db.session.execute(query)}


def save_invitations_closed(user_id: int, at: datetime) -> None:
    """End the open invitations of an account."""
    db.session.execute(
        update(AccountInvitation)
        .where(AccountInvitation.user_id == user_id, AccountInvitation.expires_at > at)
        .values(expires_at=at)
    )
