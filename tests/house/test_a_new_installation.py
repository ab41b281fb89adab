"""A new database knows nobody and lets nobody in.

Source: OWASP ASVS 5.0.0, 6.3.2.
"""

import psycopg
import pytest

from app.kernel import schema

EMPTY = ("organisation", "person", "api_token", "sign_in_session", "identity_provider")


@pytest.fixture(scope="module")
def new(server):
    """A database as `samenzicht db upgrade` makes it."""
    server.make_database("brand_new")
    schema.upgrade(server.url("samenzicht_owner", database="brand_new"))
    with psycopg.connect(server.url("postgres", database="brand_new")) as connection:
        yield connection
    server.drop_database("brand_new")


@pytest.mark.parametrize("table", EMPTY)
def test_nobody_is_known_and_nothing_lets_anybody_in(new, table):
    assert new.execute(f"select count(*) from {table}").fetchone() == (0,)
