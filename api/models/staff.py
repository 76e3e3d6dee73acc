"""Staff accounts and their sessions; a session row can be revoked at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Moment


class StaffAccount(Base):
    """A person who may sign in. The password is an Argon2id hash; empty where only another service signs this person in.

    place: a GB/T 2260 code or that of a street or village, None for everywhere. department: as policies name it, None for any.
    identity: a digest of who this is at the identity service.
    """

    __tablename__ = "staff_accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(String(12))
    department: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    failed_times: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    # Where reminders go; none are sent where it is not known.
    email: Mapped[str | None] = mapped_column(String(254))
    identity: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    created_at: Mapped[At]


class StaffSession(Base):
    """One sign-in, behind an opaque cookie. seen_at: when it was last used."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(ForeignKey("staff_accounts.name", ondelete="CASCADE"), index=True)
    created_at: Mapped[At]
    expires_at: Mapped[At]
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
