"""Staff accounts and their sessions; a session row can be revoked at once."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class StaffAccount(Base):
    """A person who may sign in. The password is an Argon2id hash."""

    __tablename__ = "staff_accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[At]


class StaffSession(Base):
    """One sign-in, behind an opaque cookie."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(ForeignKey("staff_accounts.name", ondelete="CASCADE"), index=True)
    created_at: Mapped[At]
    expires_at: Mapped[At]
