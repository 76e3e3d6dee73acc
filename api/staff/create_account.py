"""Makes a staff account: `python -m api.staff.create_account NAME [--role …] [--place …] [--department …] [--email …]`.

The password is asked for at a terminal, else read from the input.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from getpass import getpass

from sqlalchemy.exc import OperationalError

from api.core.database import unit_of_work
from api.core.errors import InvalidInputError, ServiceError
from api.encryption_key import AnotherKeyError
from api.migrate import migrate
from api.staff.accounts import Position, create_account
from api.staff.roles import ROLES
from api.wording import words


def main(arguments: Sequence[str] | None = None) -> str | None:
    """Makes the account and says so; returns the sentence of a refusal."""
    parser = ArgumentParser(prog="python -m api.staff.create_account", description="Make a staff account.")
    parser.add_argument("name")
    parser.add_argument("--role", choices=ROLES, default="operator")
    parser.add_argument("--place", default=None, help="GB/T 2260 code, or that of a street or village; without one: everywhere")
    parser.add_argument("--department", default=None, help="as policies name it; without one: any")
    parser.add_argument("--email", default=None, help="where reminders go; without one: nowhere")
    given = parser.parse_args(arguments)
    position = Position(given.role, given.place or None, given.department or None)
    wording = words("staff")["account"]
    try:
        password = _password(given.name)
        migrate()
        with unit_of_work() as session:
            account = create_account(session, given.name, password, position, email=given.email)
    except ServiceError as refusal:
        return str(wording[refusal.key].format(**refusal.values))
    except AnotherKeyError as refusal:
        return str(refusal)
    except OperationalError:
        return str(wording["database_unavailable"])
    print(wording["made"].format(name=account.name, role=wording["roles"][account.role]))
    return None


def _password(name: str) -> str:
    """Typed twice at a terminal; else the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    wording = words("staff")["account"]
    password = getpass(wording["prompt"].format(name=name))
    if getpass(wording["prompt_again"]) != password:
        raise InvalidInputError("passwords_differ")
    return password


if __name__ == "__main__":
    sys.exit(main())
