"""The check of the schema: each hole in the second wall is found, one by one."""

import pytest
from sqlalchemy import create_engine, text

from app import wiring
from app.kernel import schema
from app.kernel.db import Base, driver_url


@pytest.fixture
def root(server, database_name):
    """A superuser's connection; what it breaks is undone."""
    engine = create_engine(driver_url(server.url("postgres", database=database_name)))
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '5s'"))
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(scope="module")
def guarded() -> list[str]:
    """The tables that hold partners' content."""
    wiring.import_models()
    return sorted(set(Base.metadata.tables) - schema.NO_PARTNER_CONTENT)


def broken(root, statement: str) -> list[str]:
    """Break one thing, look, and mend it."""
    with root.begin_nested() as point:
        root.execute(text(statement))
        found = schema.faults(root)
        point.rollback()
    return found


def test_the_schema_as_migrated_has_no_faults(root, guarded):
    assert schema.faults(root) == []
    assert {"workspace", "document", "finding", "report", "task", "log_entry"} <= set(guarded)


def test_the_models_equal_the_migrated_schema(root, guarded):
    assert schema.differences(root) == []


def test_every_policy_of_every_table_is_missed_when_it_is_gone(root, guarded):
    """One by one: no policy of any table may go unnoticed."""
    for table in guarded:
        for name, command in [
            ("sees", "SELECT"),
            ("adds", "INSERT"),
            ("changes", "UPDATE"),
            ("removes", "DELETE"),
        ]:
            (told,) = broken(root, f"drop policy {name} on {table}")
            assert told.startswith(f"Table {table} has no row security policy for {command}:")


def test_every_table_whose_wall_is_off_is_found(root, guarded):
    for table in guarded:
        for statement in ("no force row level security", "disable row level security"):
            (told,) = broken(root, f"alter table {table} {statement}")
            assert told.startswith(f"Table {table} has no forced row security: alter table")


def test_a_new_table_without_a_wall_is_found(root):
    found = broken(root, "create table secret_note (body text)")

    assert found[0].startswith("Table secret_note has no forced row security: alter table")
    assert len(found) == 5


def test_a_table_of_the_application_role_is_found(root, guarded):
    """Its owner could take the wall down."""
    for table in [*guarded, "person"]:
        (told,) = broken(root, f"alter table {table} owner to samenzicht_app")
        assert told.startswith(f"Table {table} belongs to samenzicht_app, which must own nothing:")


@pytest.mark.parametrize(
    "statement",
    [
        "alter role samenzicht_app bypassrls",
        "alter role samenzicht_app superuser",
        "grant samenzicht_keeper to samenzicht_app",
    ],
)
def test_a_role_that_may_pass_by_is_found(root, statement):
    (told,) = broken(root, statement)

    assert told.startswith("Role samenzicht_app may pass row security by")


def test_another_role_than_ours_is_looked_at_when_named(root):
    assert schema.faults(root, application_role="postgres") != []
    (told,) = schema.faults(root, application_role="nobody")
    assert told.startswith("There is no database role nobody:")


def test_an_older_schema_says_what_to_do(root):
    (told,) = broken(root, "update alembic_version set version_num = '0003'")

    assert told.startswith("The schema is at 0003, this version needs ")
    assert told.endswith("run `samenzicht db upgrade`.")
