"""What stands between people and rows in the database: is it still as the migrations made it?

Policies, triggers, rights and functions are in force without anybody reading them. So that a policy
that was altered by hand, one more that lets everybody in, a right that was given or a trigger that
was switched off does not go unnoticed, the last step of the schema leaves a fingerprint of each
table and function behind, in a note beside its revision; `samenzicht check` compares.

Against mistakes and against who has the owner's password but not the note in mind. Who is the
owner, and means it, can change the note too: what they did to the log, a witness tells.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

_PRINTS = text(
    """
    with line (thing, told) as (
      select p.polrelid::regclass::text, concat_ws('|', 'policy', p.polname, p.polcmd,
        p.polpermissive, p.polroles::regrole[]::text, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid))
      from pg_policy p
      union all
      select t.tgrelid::regclass::text,
        concat_ws('|', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
      from pg_trigger t where not t.tgisinternal
      union all
      select c.oid::regclass::text, concat_ws('|', 'table', c.relrowsecurity, c.relforcerowsecurity,
        c.relowner::regrole, (select string_agg(a::text, ',' order by a::text)
          from unnest(c.relacl) a))
      from pg_class c where c.relkind in ('r', 'p', 'v', 'm')
        and c.relnamespace = 'public'::regnamespace
      union all
      select a.attrelid::regclass::text, concat_ws('|', 'column', a.attname, a.attacl::text)
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attacl is not null and c.relnamespace = 'public'::regnamespace
      union all
      select f.oid::regprocedure::text, concat_ws('|', 'function', pg_get_functiondef(f.oid),
        f.proowner::regrole, (select string_agg(a::text, ',' order by a::text)
          from unnest(f.proacl) a))
      from pg_proc f where f.pronamespace = 'public'::regnamespace and f.prokind in ('f', 'p')
        and not exists (select 1 from pg_depend d where d.objid = f.oid and d.deptype = 'e')
    )
    select thing, left(md5(string_agg(told, chr(10) order by told)), 12) as told from line
    group by thing order by thing
    """
)
_NOTE = text("select obj_description(to_regclass('public.alembic_version'), 'pg_class')")
_OFF = text(
    "select tgrelid::regclass::text, tgname from pg_trigger"
    " where not tgisinternal and tgenabled <> 'O'"
    " and tgrelid::regclass::text not like 'procrastinate%' order by 1, 2"
)
"""The queue has one that a migration switched off; that it stays so is in the fingerprint."""
_LOG_RIGHTS = text(
    "select string_agg(each, ', ') from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) each"
    " where has_table_privilege(:role, 'public.log_entry', each)"
)
_HAS_LOG = text("select to_regclass('public.log_entry') is not null")


@dataclass(frozen=True, slots=True)
class Note:
    """What the last step of the schema left behind."""

    fits: str = ""
    """Revision of the oldest code that works on this schema; empty when nobody said."""
    prints: dict[str, str] = field(default_factory=dict)
    """Of each table and function."""


def prints_of(connection: Connection) -> dict[str, str]:
    """Return the fingerprint of each table and function, as it stands now."""
    return {row.thing: row.told for row in connection.execute(_PRINTS)}


def read_note(connection: Connection) -> Note:
    """Return what was noted, an empty note when there is none that can be read."""
    told = connection.execute(_NOTE).scalar_one()
    try:
        found: Any = json.loads(told or "{}")
        return Note(str(found.get("fits", "")), dict(found.get("prints", {})))
    except (ValueError, AttributeError, TypeError):
        return Note()


def write_note(connection: Connection, *, fits: str) -> None:
    """Note which code the schema fits, and how its walls stand now; as the owner."""
    told = json.dumps({"fits": fits, "prints": prints_of(connection)}, separators=(",", ":"))
    statement = connection.execute(
        text("select format('comment on table public.alembic_version is %L', cast(:told as text))"),
        {"told": told},
    ).scalar_one()
    connection.exec_driver_sql(str(statement).replace("%", "%%"))


def altered(connection: Connection) -> list[str]:
    """Return the tables and functions that are not as the last step of the schema left them."""
    noted = read_note(connection).prints
    if not noted:
        return []
    found = prints_of(connection)
    return sorted(thing for thing in noted | found if noted.get(thing) != found.get(thing))


def faults(connection: Connection, *, application_role: str) -> list[str]:
    """Return what is wrong whatever was noted: a trigger that is off, a right to change the log."""
    found = [
        f"Trigger {name} of {table} is switched off: alter table {table} enable trigger {name}."
        for table, name in connection.execute(_OFF)
    ]
    if connection.execute(_HAS_LOG).scalar_one():
        rights = connection.execute(_LOG_RIGHTS, {"role": application_role}).scalar_one()
        if rights:
            found.append(
                f"Role {application_role} may {rights} on log_entry, which is only added to:"
                f" revoke {rights} on log_entry from {application_role}."
            )
    return found
