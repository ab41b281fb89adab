"""The check of the schema: each hole in the second wall is found, one by one."""

from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app import wiring
from app.kernel import schema, walls
from app.kernel.db import Base, driver_url
from app.kernel.errors import Refused


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
    """Its owner could take the wall down, and change what is only added to."""
    for table in [*guarded, "person"]:
        told, *more = broken(root, f"alter table {table} owner to samenzicht_app")
        assert told.startswith(f"Table {table} belongs to samenzicht_app, which must own nothing:")
        assert len(more) == (table == "log_entry"), more


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


@pytest.fixture
def at_a_newer_one(root):
    """Take the schema to a step that this code does not know; say which code it fits still."""
    with root.begin_nested() as point:

        def at(fits):
            root.execute(text("update alembic_version set version_num = '9999'"))
            walls.write_note(root, fits=fits)
            return schema.faults(root)

        yield at
        point.rollback()


def test_older_code_goes_on_where_the_newer_steps_only_add(root, at_a_newer_one):
    root.execute(text("create table of_a_newer_version (told text)"))

    assert at_a_newer_one(schema.newest_revision()) == []
    assert at_a_newer_one("0001") == []
    root.execute(text("alter table finding no force row level security"))
    [told] = at_a_newer_one("0001")
    assert told.startswith("Table finding has no forced row security")


@pytest.mark.parametrize("fits", ["9998", "9999", ""])
def test_older_code_says_plainly_that_a_newer_schema_is_not_for_it(at_a_newer_one, fits):
    [told, *_walls] = at_a_newer_one(fits)

    assert told.startswith("The schema is at 9999, newer than this version")
    assert told.endswith("start the newer version on this machine, as on the others.")


class Step:
    """A step of the schema, and whether older code works after it."""

    def __init__(self, number, *, fits=None):
        self.revision, self.down_revision = str(number), str(number - 1) if number > 1 else None
        self.module = SimpleNamespace(**({} if fits is None else {"FITS_OLDER_CODE": fits}))


@pytest.mark.parametrize(
    ("said", "oldest"),
    [((None, None), "3"), ((True, True), "1"), ((False, True), "2"), ((True, False), "3")],
)
def test_how_far_back_one_can_go_is_over_steps_that_say_so(monkeypatch, said, oldest):
    steps = {"1": Step(1), "2": Step(2, fits=said[0]), "3": Step(3, fits=said[1])}
    monkeypatch.setattr(schema, "_steps", lambda: SimpleNamespace(get_revision=steps.get))

    assert schema.oldest_fitting("3") == oldest


def test_an_upgrade_says_which_code_the_schema_fits_and_refuses_a_newer_one(root, server):
    assert walls.read_note(root).fits == schema.oldest_fitting(schema.newest_revision())

    server.make_database("samenzicht_newer")
    url = server.url("samenzicht_owner", database="samenzicht_newer")
    with psycopg.connect(url) as owner:
        owner.execute("create table alembic_version as select '9999' as version_num")
    with pytest.raises(Refused, match="a newer version was here"):
        schema.upgrade(url)


ALTERED = {
    "a policy of other words": (
        "alter policy sees on finding using (true)",
        ["finding"],
    ),
    "one more that lets everybody in": (
        "create policy more on document for select to samenzicht_app using (true)",
        ["document"],
    ),
    "a right on a table": ("grant truncate on person to samenzicht_app", ["person"]),
    "a right on a column": ("grant update (login) on person to samenzicht_keeper", ["person"]),
    "a trigger less": ("drop trigger hold_stops_removal on document", ["document"]),
    "a table more": ("create table secret_note (body text)", ["secret_note"]),
}


@pytest.mark.parametrize(("planted", "expected"), ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_by_hand_is_named(root, planted, expected):
    with root.begin_nested() as point:
        root.execute(text(planted))
        found = walls.altered(root)
        point.rollback()

    assert found == expected
    assert walls.altered(root) == []


def test_a_function_that_was_altered_is_named(root):
    name = "samenzicht_erase_document"
    with root.begin_nested() as point:
        root.execute(text(f"alter function {name} cost 7"))
        [found] = walls.altered(root)
        point.rollback()

    assert found.startswith(name)


def test_a_trigger_that_is_off_and_a_right_to_change_the_log_are_faults(root):
    [told] = broken(root, "alter table document disable trigger hold_stops_removal")
    assert told.startswith("Trigger hold_stops_removal of document is switched off")
    [told] = broken(root, "grant update on log_entry to samenzicht_app")
    assert told.startswith("Role samenzicht_app may UPDATE on log_entry")


@pytest.mark.parametrize("told", ["no json", "[]", '{"prints": 3}', '{"prints": [1]}'])
def test_a_note_that_cannot_be_read_is_none(root, told):
    root.exec_driver_sql(f"comment on table public.alembic_version is '{told}'")

    assert walls.read_note(root) == walls.Note()


def test_a_step_forward_does_not_make_what_was_altered_right(server):
    server.make_database("samenzicht_altered")
    url = server.url("samenzicht_owner", database="samenzicht_altered")
    schema.upgrade(url, "0001")
    with psycopg.connect(url) as owner:
        owner.execute("grant delete on person to samenzicht_keeper")

    with pytest.raises(Refused, match="altered by hand: person"):
        schema.upgrade(url, "0002")
    schema.upgrade(url, "0002", as_found=True)
    schema.upgrade(url, "0003")
