"""Witnesses: who cosigns the checkpoints of our logs, what they cosigned, and what they objected.

Why: a checkpoint proves that a log was not changed since, to who kept it. That everybody is shown
the same log is proved by others who sign along, and only what goes on from what they saw. Which
witnesses there are takes two administrators of different organisations; the database holds them to
that. A witness gets the logs of places its organisation takes part in, and that of the platform.
Deploy order: expand; the tables are new.
On the way back: which witnesses there were and what they cosigned is lost; they keep their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

SYSTEM = "samenzicht_person() is null and samenzicht_organisation() is null"
"""Nobody acts but the house itself."""
IN_SIGHT = f"({SYSTEM}) or tree_id = any(array(select samenzicht_workspaces()))"
PLATFORM = "00000000-0000-7000-8000-000000000000"
ANSWER = ("answered_by_id", "answered_for_id", "answered_at", "answer")
IN_USE = "ended_at is null and answer is distinct from 'refused'"
TO_COSIGN = f"""
create function samenzicht_log_to_cosign(moment timestamptz, most integer)
returns table (witness uuid, tree uuid, size bigint, cosigned bigint, note text,
  signed_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, t.id, c.size, coalesce(v.size, 0), c.note, c.at
    from witness w
    join log_tree t on t.id = '{PLATFORM}' or exists (
      select from participation p where p.workspace_id = t.id
        and p.organisation_id = w.organisation_id and p.ended_at is null)
    join lateral (
      select k.size, k.note, k.at from log_checkpoint k where k.tree_id = t.id
        order by k.size desc limit 1) c on true
    left join witness_view v on v.witness_id = w.id and v.tree_id = t.id
    where w.answer = 'approved' and w.ended_at is null and c.size > coalesce(v.size, 0)
      and coalesce(v.next_at, moment) <= moment and v.split_note is null and {SYSTEM}
    order by w.id, v.next_at nulls first, t.id limit most
$$
"""
PARTIES = f"""
create function samenzicht_log_parties(tree uuid) returns table (organisation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id from organisation o where {SYSTEM} and (tree = '{PLATFORM}' or exists (
    select from participation p where p.workspace_id = tree
      and p.organisation_id = o.id and p.ended_at is null))
    order by o.id
$$
"""
SIGNED = f"""
create function samenzicht_log_signed(tree uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(max(size), 0) from log_checkpoint where tree_id = tree and {SYSTEM}
$$
"""
CALLS = {
    "samenzicht_log_to_cosign(timestamptz, integer)": TO_COSIGN,
    "samenzicht_log_parties(uuid)": PARTIES,
    "samenzicht_log_signed(uuid)": SIGNED,
}


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables with their walls, and the functions by which the house reads all logs."""
    _make_witness()
    _make_cosignatures()
    op.execute("grant select, insert on witness to samenzicht_app")
    changing = ", ".join((*ANSWER, "ended_by_id", "ended_at"))
    op.execute(f"grant update ({changing}) on witness to samenzicht_app")
    op.execute("grant select, insert on log_cosignature to samenzicht_app")
    op.execute("grant select, insert, update on witness_view to samenzicht_app")
    for table in ("witness", "log_cosignature", "witness_view"):
        op.execute(f"grant select on {table} to samenzicht_keeper")
    for table in ("log_cosignature", "witness_view"):
        changes = SYSTEM if table == "witness_view" else "false"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({IN_SIGHT})")
        op.execute(f"create policy adds on {table} for insert with check ({SYSTEM})")
        op.execute(f"create policy changes on {table} for update using ({changes})")
        op.execute(f"create policy removes on {table} for delete using (false)")
    for call, function in CALLS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def _make_witness() -> None:
    op.create_table(
        "witness",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("organisation_id", "organisation"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        _key("asked_by_id", "person"),
        _key("asked_for_id", "organisation"),
        _moment("asked_at"),
        _key("answered_by_id", "person", nullable=True),
        _key("answered_for_id", "organisation", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        _key("ended_by_id", "person", nullable=True),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        sa.CheckConstraint("num_nulls(" + ", ".join(ANSWER) + ") in (0, 4)", name="answered"),
        sa.CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name="four_eyes",
        ),
        sa.CheckConstraint("num_nulls(ended_by_id, ended_at) in (0, 2)", name="ended"),
        sa.CheckConstraint("length(public_key) = 32", name="public_key"),
    )
    op.create_index("ix_witness_organisation_id", "witness", ["organisation_id"])
    for column in ("name", "public_key"):
        op.create_index(
            f"uq_witness_{column}",
            "witness",
            [column],
            unique=True,
            postgresql_where=sa.text(IN_USE),
        )


def _make_cosignatures() -> None:
    op.create_table(
        "log_cosignature",
        sa.Column("tree_id", sa.Uuid(), sa.ForeignKey("log_tree.id"), primary_key=True),
        sa.Column("size", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("witness_id", sa.Uuid(), sa.ForeignKey("witness.id"), primary_key=True),
        _moment("at"),
        sa.Column("line", sa.String(500), nullable=False),
    )
    op.create_table(
        "witness_view",
        sa.Column("witness_id", sa.Uuid(), sa.ForeignKey("witness.id"), primary_key=True),
        sa.Column("tree_id", sa.Uuid(), sa.ForeignKey("log_tree.id"), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _moment("cosigned_at", nullable=True),
        _moment("next_at"),
        sa.Column("fault", sa.String(10), nullable=True),
        _moment("faulty_since", nullable=True),
        _moment("split_at", nullable=True),
        sa.Column("split_note", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    """Take them away."""
    for call in reversed(CALLS):
        op.execute(f"drop function {call}")
    for table in ("witness_view", "log_cosignature", "witness"):
        op.drop_table(table)
