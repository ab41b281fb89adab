"""Migrations, and the check that row security is complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from app.kernel import walls
from app.kernel.db import Base, driver_url
from app.kernel.errors import Refused

MIGRATIONS = Path(__file__).parents[2] / "migrations"
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
MOST_NAMED = 8
"""So many altered tables and functions fit on a line of `check`."""
NO_PARTNER_CONTENT = frozenset(
    {
        "alembic_version",
        "organisation",
        "identity_provider",
        "provider_change",
        "provider_opening",
        "provider_lift",
        "duty_change",
        "witness",
        "refused_sign_in",
        "person",
        "invitation",
        "sign_in_session",
        "sign_in_attempt",
        "provider_sign_out",
        "fresh_sign_in",
        "api_token",
        "last_visit",
        "idempotency_key",
        "signing_key",
        "orphaned_blob",
        "provisioning_key",
        "provisioned_account",
        "succession",
        "succession_person",
    }
)
"""The only tables that may stand without row security; the queue's own tables beside them."""

_TABLES = text(
    """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
      coalesce(array_agg(p.polcmd::text) filter (where p.polpermissive
        and p.polname in ('sees', 'adds', 'changes', 'removes')), '{}')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_policy p on p.polrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p')
    group by 1, 2, 3, 4 order by 1
    """
)
"""Of each table its wall: the four policies it must have. What stands beside them, to let somebody
more in or only to take away, does not count as one of them."""
_ROLE = text(
    "select exists (select 1 from pg_roles strong where (strong.rolsuper or strong.rolbypassrls)"
    "  and (strong.oid = mine.oid or pg_has_role(mine.oid, strong.oid, 'member')))"
    " from pg_roles mine where mine.rolname = :role"
)
"""May this role, or one that it may become, pass row security by?"""
_IS_EMPTY = text("select to_regclass('public.alembic_version') is null")
_LETTER = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}

HOLD = text("""
do $$ begin
  if to_regclass('public.alembic_version') is not null then
    lock table public.alembic_version in share update exclusive mode;
  end if;
end $$
""")
"""Before anything else: each step writes there, and PostgreSQL, tidying it up by itself meanwhile,
would wait for us while we wait for it (deadlock, seen twice)."""


def upgrade(owner_url: str, revision: str = "head", *, as_found: bool = False) -> None:
    """Bring the schema to a revision, as the owner role.

    Args:
        as_found: take walls that were altered since the last step for what they should be.

    Raises:
        Refused: the schema is of a newer version than this, or its walls were altered by hand; a
            step forward would make that seem right.
    """
    with _owning(owner_url) as connection:
        current = _current(connection)
        if current and current not in list_revisions():
            raise Refused(
                f"The schema is at {current}, which this version does not know: a newer version"
                " was here. Run this command of that version."
            )
        if not as_found and (names := walls.altered(connection)):
            raise Refused(altered_told(names) + " Or say --as-found, when it is right as it is.")
        command.upgrade(_config(connection), revision)
        _leave_note(connection)


def downgrade(owner_url: str, revision: str) -> None:
    """Take the schema back to a revision, as the owner role."""
    with _owning(owner_url) as connection:
        command.downgrade(_config(connection), revision)
        _leave_note(connection)


@contextmanager
def _owning(owner_url: str) -> Iterator[Connection]:
    engine = create_engine(driver_url(owner_url))
    try:
        with engine.begin() as connection:
            connection.execute(HOLD)
            yield connection
    finally:
        engine.dispose()


def _leave_note(connection: Connection) -> None:
    """Write down, beside the revision, which older code this schema fits, and how its walls stand.

    Code knows no step that was made after it. So that a machine that still runs it can tell, the
    database says itself how far back one can go: over each step that says `FITS_OLDER_CODE`.
    """
    current = _current(connection)
    if current:
        walls.write_note(connection, fits=oldest_fitting(current))


def altered_told(names: list[str]) -> str:
    """Say of which tables and functions the walls are not as the migrations made them."""
    some = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    return (
        f"Rights, policies, triggers or functions were altered by hand: {some}. Put back what the"
        " migrations made."
    )


def oldest_fitting(revision: str) -> str:
    """Return the revision of the oldest code that works on the schema of a revision."""
    steps = _steps()
    step = steps.get_revision(revision)
    while step.down_revision and getattr(step.module, "FITS_OLDER_CODE", False):
        step = steps.get_revision(str(step.down_revision))
    return str(step.revision)


def _current(connection: Connection) -> str | None:
    if connection.execute(_IS_EMPTY).scalar_one():
        return None
    found: str | None = connection.execute(
        text("select version_num from alembic_version")
    ).scalar_one_or_none()
    return found


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = Base.metadata
    return config


@cache
def newest_revision() -> str:
    """Return the revision this code needs; its steps, a hundred files, are read once."""
    return str(_steps().get_current_head())


def list_revisions() -> list[str]:
    """Return every revision this code knows, the newest first."""
    return [step.revision for step in _steps().walk_revisions()]


@cache
def _steps() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def faults(connection: Connection, *, application_role: str = "samenzicht_app") -> list[str]:
    """Return all that is wrong with the schema, in plain sentences; empty when all is well.

    Args:
        connection: as any role that may read the catalogue.
        application_role: the role the application signs in as.
    """
    return [
        *_revision_faults(connection),
        *_wall_faults(connection, application_role),
        *(role := _role_faults(connection, application_role)),
        *([] if role else walls.faults(connection, application_role=application_role)),
    ]


def _revision_faults(connection: Connection) -> list[str]:
    if connection.execute(_IS_EMPTY).scalar_one():
        return ["The database is empty: run `samenzicht db upgrade`."]
    current, newest = _current(connection), newest_revision()
    if current == newest or _is_newer_and_fits(connection, current):
        return []
    if current and current not in list_revisions():
        told = (
            f"The schema is at {current}, newer than this version ({newest}) can work on: start"
            " the newer version on this machine, as on the others."
        )
        return [told]
    return [
        f"The schema is at {current}, this version needs {newest}: run `samenzicht db upgrade`."
    ]


def _is_newer_and_fits(connection: Connection, current: str | None) -> bool:
    """Tell whether a newer version changed the schema only in ways that leave this one be."""
    if not current or current == newest_revision():
        return False
    known = list_revisions()
    if current in known:
        return False
    return walls.read_note(connection).fits in known


def _wall_faults(connection: Connection, role: str) -> list[str]:
    found, is_newer = [], _is_newer_and_fits(connection, _current(connection))
    for name, enabled, forced, owner, letters in connection.execute(_TABLES):
        if owner == role:
            found.append(
                f"Table {name} belongs to {role}, which must own nothing:"
                f" alter table {name} owner to samenzicht_owner."
            )
        if name in NO_PARTNER_CONTENT or name.startswith("procrastinate_"):
            continue
        if is_newer and name not in Base.metadata.tables:
            continue  # of a newer version, which looks after it
        if not (enabled and forced):
            found.append(
                f"Table {name} has no forced row security:"
                f" alter table {name} enable row level security, force row level security."
            )
        found.extend(
            f"Table {name} has no row security policy for {each}:"
            " put back what the migrations made."
            for each in COMMANDS
            if _LETTER[each] not in letters and "*" not in letters
        )
    return found


def _role_faults(connection: Connection, role: str) -> list[str]:
    may_pass_by = connection.execute(_ROLE, {"role": role}).scalar_one_or_none()
    if may_pass_by is None:
        return [f"There is no database role {role}: make it by config/operate/roles.sql."]
    if may_pass_by:
        advice = "take SUPERUSER, BYPASSRLS and every role that has them from it"
        return [f"Role {role} may pass row security by; {advice}."]
    return []


def differences(connection: Connection) -> list[str]:
    """Return how the models differ from the migrated schema."""
    context = MigrationContext.configure(
        connection, opts={"include_name": _is_ours, "compare_type": True}
    )
    return [str(each) for each in compare_metadata(context, Base.metadata)]


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and str(name).startswith("procrastinate_"))
