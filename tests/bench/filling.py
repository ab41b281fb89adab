"""A workspace that grows to a million documents, filled by the owner in a few statements.

The rows are those of `place.make_place`, made in the database. Indexes and foreign keys are taken
away before and made anew after, so that every constraint has seen every row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from tests.support.world import World

TABLES = ("document", "document_version")
BLOCK = 100
"""So many documents in a row share a rare word: a search finds as many, however large the world."""

DOCUMENTS = text(f"""
insert into document (id, workspace_id, folder_id, organisation_id, policy_id, title,
    classification, marking, is_special_category, is_criminal_data, is_police_data, status,
    current_number, changed_at, is_private, version)
  select md5('document ' || n)::uuid, :workspace, :folder, p.organisation_id, p.id,
      'Observaties leefgroep ' || n || ' zeldzaam' || n / {BLOCK}, 0, 'vertrouwelijk', false, false,
      false, 'released', 1, now() - n * interval '1 minute', false, 1
    from generate_series(cast(:first as int), cast(:last as int)) n
    join (
      select a.id, a.organisation_id, row_number() over (order by o.code) - 1 as turn
        from access_policy a join organisation o on o.id = a.organisation_id
        where a.workspace_id = :workspace and a.document_id is null
    ) p on p.turn = n % 3
""")
VERSIONS = text("""
insert into document_version (id, document_id, workspace_id, number, file_name, media_type, size,
    sha256, blob_id, wrapped_key, uploaded_by_id, uploaded_at, note, status)
  select md5('version ' || d.id)::uuid, d.id, d.workspace_id, 1, 'observaties.pdf',
      'application/pdf', 640000, sha256(''), repeat('0', 32), '', :person, d.changed_at, '',
      'released'
    from document d
    where d.workspace_id = :workspace
      and not exists (select 1 from document_version v where v.document_id = d.id)
""")
CONSTRAINTS = text("""
select conrelid::regclass::text as on_table, conname as name, pg_get_constraintdef(oid) as made
  from pg_constraint
  where contype = 'f' and (conrelid::regclass::text = any(:names)
    or confrelid::regclass::text = any(:names))
""")
INDEXES = text("""
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made
  from pg_index i
  where i.indrelid::regclass::text = any(:names)
    and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
""")


def fill(engine: Engine, world: World, *, first: int, last: int) -> None:
    """Add the documents with these numbers, with their versions, and count what there is now."""
    values = {
        "workspace": world.workspace.id,
        "folder": world.root.id,
        "first": first,
        "last": last,
    }
    with engine.begin() as connection, _bare_tables(connection):
        connection.execute(DOCUMENTS, values)
        connection.execute(VERSIONS, values | {"person": world.person("bram").id})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze) document, document_version"))


@contextmanager
def _bare_tables(connection: Connection) -> Iterator[None]:
    """Take indexes, foreign keys and triggers away for as long as the rows come in."""
    names = {"names": list(TABLES)}
    constraints = connection.execute(CONSTRAINTS, names).all()
    indexes = connection.execute(INDEXES, names).all()
    for each in constraints:
        connection.execute(text(f"alter table {each.on_table} drop constraint {each.name}"))
    for each in indexes:
        connection.execute(text(f"drop index {each.name}"))
    _switch(connection, "disable")
    yield
    _switch(connection, "enable")
    for each in indexes:
        connection.execute(text(each.made))
    for each in constraints:
        added = f"alter table {each.on_table} add constraint {each.name} {each.made}"
        connection.execute(text(added))


def _switch(connection: Connection, word: str) -> None:
    for name in TABLES:
        connection.execute(text(f"alter table {name} {word} trigger user"))
