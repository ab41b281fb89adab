"""The job queue's own tables, as its library makes them.

Why: work that leaves the house (mail, seals) is put in the queue in the transaction that caused it.
Deploy order: expand.
On the way back: the queue goes, with the jobs still in it; let it run empty first.
"""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0005"
down_revision = "0004"

ROLES = "samenzicht_app"


def upgrade() -> None:
    """Apply the library's schema and let the application role use it."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())
    op.execute(
        f"do $$ declare t record; begin for t in select tablename from pg_tables where schemaname ="
        f" 'public' and tablename like 'procrastinate%' loop execute format('grant select, insert,"
        f" update, delete on %I to {ROLES}', t.tablename); execute format('grant select on %I to"
        f" samenzicht_keeper', t.tablename); end loop; end $$"
    )
    op.execute(f"grant usage, select on all sequences in schema public to {ROLES}")


def downgrade() -> None:
    """Drop everything whose name starts with the library's."""
    op.execute(
        "do $$ declare t record; begin for t in select tablename from pg_tables where schemaname ="
        " 'public' and tablename like 'procrastinate%' loop execute format('drop table %I cascade',"
        " t.tablename); end loop; for t in select oid::regprocedure as name from pg_proc where"
        " proname like 'procrastinate%' loop execute format('drop function %s cascade', t.name);"
        " end loop; for t in select typname from pg_type where typname like 'procrastinate%' and"
        " typtype in ('e', 'c') and typrelid = 0 or typname in ('procrastinate_job_to_defer_v1',"
        " 'procrastinate_job_to_defer_v2') loop execute format('drop type if exists %I cascade',"
        " t.typname); end loop; end $$"
    )
