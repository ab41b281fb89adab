"""A document can be kept for the own organisation alone, and let out of that once.

Why: people bring drafts and notes into the shared room before others may know of them. A mark on
the document goes before every rule of document, folder and workspace, so that a rule that stands
there already gives nothing on arrival.
Deploy order: expand; the code before this one marks nothing, and what it writes is not private.
On the way back: the marks are lost. What was private would fall under its rules again, so the way
back withdraws it; its owner undoes that.

The functions that restate the rule are long; of each only the one condition changes. It is put
beside the one about withdrawal, and the migration stops when that stands nowhere.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
RESTATED = {
    "samenzicht_may_cite(uuid)": "d",
    "samenzicht_all_may_cite(uuid)": "d",
    "samenzicht_found(tsquery, text[], uuid, uuid, smallint, timestamptz, timestamptz, integer)": (
        "x"
    ),
}
"""Functions of the owner role that restate who sees a document, with what they call it."""

RULEBOOKS = """
create or replace function samenzicht_rulebooks(at_least smallint) returns setof uuid
language sql stable security definer set search_path = public, pg_temp rows 100 as $$
  select r.policy_id from access_rule r
    where r.organisation_id = samenzicht_organisation()
      and r.workspace_id = any(array(select samenzicht_workspaces()))
      and (r.until is null or r.until >= samenzicht_today())
      and (cardinality(r.people) = 0 or samenzicht_person() is null
           or samenzicht_person() = any(r.people)){private}
    group by r.policy_id
    having min(r.level) > 0 and max(r.level) >= at_least
$$
"""
NOT_OF_PRIVATE = """
      and not exists (
        select 1 from document d join access_policy p on p.document_id = d.id
          where d.is_private and p.id = r.policy_id)"""
"""Rules prepared for a private document are not to be read by those they name."""

ONE_WAY = """
create function samenzicht_one_way() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.opened_at is not null and new.opened_at is distinct from old.opened_at then
    raise exception 'What was let out of the private layer stays out.' using errcode = '23514';
  end if;
  if old.is_private and not new.is_private and new.opened_at is null then
    raise exception 'Leaving the private layer is written down.' using errcode = '23514';
  end if;
  return new;
end
$$
"""
TRIGGER = """
create trigger one_way before update of is_private, opened_at on document
  for each row execute function samenzicht_one_way()
"""


def _sight(private: str) -> str:
    return (
        f"{INSIDE} and classification <= (select samenzicht_clearance()) and ({MINE} or ("
        f"withdrawn_at is null{private} and status = 'released'"
        " and policy_id = any(array(select samenzicht_policies(2::smallint)))))"
    )


def _change(private: str) -> str:
    granted = "policy_id = any(array(select samenzicht_policies(4::smallint)))"
    return f"{INSIDE} and ({MINE} or ({granted}{private}))"


def _restate(function: str, before: str, after: str) -> None:
    """Put one condition in the place of another in a function, wherever it stands."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position('{before}' in written) = 0 then
    raise exception 'The condition is not there: {function}';
  end if;
  execute replace(written, '{before}', '{after}');
end
$outer$
""")


def _wall(private: str) -> None:
    op.execute(f"alter policy sees on document using ({_sight(private)})")
    change = _change(private)
    op.execute(f"alter policy changes on document using ({change}) with check ({change})")
    op.execute(f"alter policy removes on document using ({change})")


def upgrade() -> None:
    """Add the mark, hold it to one way, and put it in every wall."""
    op.add_column(
        "document", sa.Column("is_private", sa.Boolean(), nullable=False, server_default="false")
    )
    op.add_column("document", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_document_one_way"), "document", "not (is_private and opened_at is not null)"
    )
    op.create_index(
        "ix_document_private", "document", ["id"], postgresql_where=sa.text("is_private")
    )
    op.execute(ONE_WAY)
    op.execute(TRIGGER)
    op.execute(RULEBOOKS.format(private=NOT_OF_PRIVATE))
    for function, name in RESTATED.items():
        open_before = f"{name}.withdrawn_at is null and {name}.status"
        _restate(function, open_before, _with_private(name))
    _wall(" and not is_private")


def _with_private(name: str) -> str:
    return f"{name}.withdrawn_at is null and not {name}.is_private and {name}.status"


def downgrade() -> None:
    """Withdraw what was private, and take the mark away."""
    op.execute("update document set withdrawn_at = changed_at where is_private")
    _wall("")
    for function, name in RESTATED.items():
        _restate(function, _with_private(name), f"{name}.withdrawn_at is null and {name}.status")
    op.execute(RULEBOOKS.format(private=""))
    op.execute("drop trigger one_way on document")
    op.execute("drop function samenzicht_one_way()")
    op.drop_index("ix_document_private", "document")
    op.drop_constraint(op.f("ck_document_one_way"), "document", type_="check")
    op.drop_column("document", "opened_at")
    op.drop_column("document", "is_private")
