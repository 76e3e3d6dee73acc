"""What was granted to whom (救助成果库): who it is, is encrypted; a fingerprint of the ID number finds it again."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.core.encryption import Place, decrypt, encrypt
from api.models.base import At, Base


class Grant(Base):
    """One thing granted. number: the application it was granted in, None for who made none here.

    amount, unit, from_day, until_day: as decided; None is not known, never nothing and never for ever.
    A new one is given its id before its person.
    """

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("number", "policy_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"))
    policy_id: Mapped[str] = mapped_column(String(64), index=True)
    person_encrypted: Mapped[str] = mapped_column(Text)
    # None where only the name is known.
    id_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    unit: Mapped[str | None] = mapped_column(String(20))
    from_day: Mapped[date | None] = mapped_column(Date)
    until_day: Mapped[date | None] = mapped_column(Date)
    department: Mapped[str | None] = mapped_column(String(64))
    place: Mapped[str | None] = mapped_column(String(12), index=True)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[At]

    @property
    def person(self) -> dict[str, Any]:
        """Name, ID number and phone (None: not known), in clear. Raises NotOpenedError when no known key reads it."""
        opened: dict[str, Any] = json.loads(decrypt(self.person_encrypted, self._place_of_person))
        return opened

    @person.setter
    def person(self, person: dict[str, Any]) -> None:
        self.person_encrypted = encrypt(json.dumps(person, ensure_ascii=False), self._place_of_person)

    @property
    def _place_of_person(self) -> Place:
        return Place(self.__tablename__, "person_encrypted", self.id)
