"""What a database holds and how it is built, told so that two moments of it can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.kernel import walls

_COLUMNS = text("""
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity, a.attgenerated
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      and not a.attisdropped left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by 1, 2
""")
_BESIDE = text("""
    select conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace
    union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
    union all select t.typname, string_agg(e.enumlabel, ',' order by e.enumsortorder)
    from pg_type t join pg_enum e on e.enumtypid = t.oid group by 1
""")
_WALLS = text(
    str(walls._PRINTS).replace(
        "left(md5(string_agg(told, chr(10) order by told)), 12)",
        "string_agg(told, chr(10) order by told)",
    )
)
"""What the fingerprints are of, as it can be read."""
_KEYS = text("""
    select c.relname, array_agg(a.attname order by a.attname) filter (where a.attname is not null)
    from pg_class c left join pg_index i on i.indrelid = c.oid and i.indisprimary
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relname <> 'alembic_version' group by 1
""")
_OWNER_ALONE = "samenzicht_owner=arwdDxtm/samenzicht_owner"
"""How a right is written that is there also when none is written."""
_FORMS = re.compile(r"::character varying|::text|[\s()\[\]]+")
"""What PostgreSQL writes in one way or another by the way a condition came to it."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table: how many, and of each column a sum of what stands in it."""

    key: list[str] | None
    count: int
    sums: dict[str, int]


def built_of(connection: Connection) -> dict[str, list[str]]:
    """Return columns, constraints, indexes, policies, triggers, rights and functions, by name.

    Of each the words, in the order of the alphabet: one list in another order means the same.
    """
    found = {f"{table}.{name}": str(rest) for table, name, *rest in connection.execute(_COLUMNS)}
    found |= {f"{name} (beside)": told for name, told in connection.execute(_BESIDE)}
    found |= {row.thing: row.told for row in connection.execute(_WALLS)}
    return {name: _words(told) for name, told in found.items()}


def _words(told: str) -> list[str]:
    plain = _FORMS.sub(" ", told.replace(_OWNER_ALONE, " "))
    return sorted(re.split(r"[ ,|]+", plain.strip(" |")))


def rows_of(connection: Connection) -> dict[str, Rows]:
    """Return the rows of every table, each value summed up beside the key of its row."""
    columns: dict[str, list[str]] = {}
    for table, name, *_rest in connection.execute(_COLUMNS):
        columns.setdefault(table, []).append(name)
    found = {}
    for table, key in connection.execute(_KEYS).all():
        place = " || '|' || ".join(f'"{each}"::text' for each in key or ()) or "''"
        sums = ", ".join(
            f"sum(hashtextextended(concat({place}, '=', coalesce(\"{each}\"::text, '∅')), 0))"
            for each in columns[table]
        )
        asked = f'select count(*), {sums} from "{table}"'
        count, *values = connection.exec_driver_sql(asked).one()
        found[table] = Rows(key, count, dict(zip(columns[table], values, strict=True)))
    return found


def lost_between(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, str]:
    """Return what both have room for but the later does not hold as the earlier did, by table."""
    told = {}
    for table in before.keys() & after.keys():
        then, now = before[table], after[table]
        if now.count != then.count:
            told[table] = f"{then.count} rows became {now.count}"
        elif now.key == then.key and (others := _others(then, now)):
            told[table] = f"{', '.join(others)} of {now.count} rows changed"
    return told


def _others(then: Rows, now: Rows) -> list[str]:
    both = then.sums.keys() & now.sums.keys()
    return sorted(name for name in both if then.sums[name] != now.sums[name])
