"""A photo or document that belongs to an application; the file itself stands encrypted in a folder of its own."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class Attachment(Base):
    """file: the random name under which it is kept. key_encrypted: the file's own key, without which nobody reads it.

    kind: jpeg, png or pdf, by its content. paper: which of the papers it is, as the resident chose; None: not said.
    digest: of what was sent, so that the same file twice is kept once. The name the file had is not kept.
    """

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"), index=True)
    paper: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(4))
    bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(String(32))
    key_encrypted: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[At]
