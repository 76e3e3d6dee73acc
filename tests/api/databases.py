"""For tests whose subject is one kind of database."""

import pytest

on_sqlite = pytest.mark.parametrize("stored", ["sqlite"], indirect=True)
