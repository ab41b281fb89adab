"""A document can be kept for the own organisation alone; a partner can be asked for documents.

Why: people bring drafts and notes into the shared room before others may know of them. A mark on
the document goes before every rule of document, folder and workspace, so that a rule that stands
there already gives nothing on arrival.
A request for documents is known to the two organisations only, also in the log; what was asked is
not rewritten, and what is put ready for it is the partner's own until it is given.
Deploy order: expand; the code before this one marks nothing, and what it writes is not private.
On the way back: the marks are lost. What was private would fall under its rules again, so the way
back withdraws it; its owner undoes that. Requests are lost; the log keeps their lines.

The functions that restate the rule are long; of each only the one condition changes. It is put
beside the one about withdrawal, and the migration stops when that stands nowhere.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

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


REQUEST_SIGHT = f"{INSIDE} and (select samenzicht_organisation()) in (organisation_id, partner_id)"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
REQUEST_ADDS = (
    f"{SHARED} and {MINE} and exists (select 1 from participation p"
    " where p.workspace_id = document_request.workspace_id"
    " and p.organisation_id = partner_id and p.ended_at is null)"
)
OF_REQUEST = "exists (select 1 from document_request r where r.id = request_id{0})"
OF_DOCUMENT = "exists (select 1 from document x where x.id = document_id{0})"
FILE_SIGHT = f"{INSIDE} and {OF_REQUEST.format('')} and {OF_DOCUMENT.format('')}"
FILE_ADDS = (
    f"{INSIDE} and "
    + OF_REQUEST.format(
        " and r.status = 'open' and r.partner_id = (select samenzicht_organisation())"
        " and r.workspace_id = document_request_file.workspace_id"
    )
    + " and "
    + OF_DOCUMENT.format(
        " and x.organisation_id = (select samenzicht_organisation())"
        " and x.workspace_id = document_request_file.workspace_id"
    )
)
LOG_OF_REQUESTS = (
    "object_kind <> 'document_request'"
    " or exists (select 1 from document_request x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""
CHANGEABLE = "due_on, proposed_on, proposed_reason, status, refusal, changed_at, version"


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
    _make_requests()


def _make_requests() -> None:
    def key(name: str, to: str) -> sa.Column[sa.Uuid]:
        return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False)

    def moment(name: str) -> sa.Column[sa.DateTime]:
        return sa.Column(name, sa.DateTime(timezone=True), nullable=False)

    op.create_table(
        "document_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        key("workspace_id", "workspace"),
        key("organisation_id", "organisation"),
        key("asked_by_id", "person"),
        key("partner_id", "organisation"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("legal_basis", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("proposed_reason", sa.String(500), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("refusal", sa.String(500), nullable=False),
        moment("asked_at"),
        moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("organisation_id <> partner_id", name="ck_document_request_two"),
        sa.CheckConstraint("level between 2 and 3", name="ck_document_request_level"),
        sa.CheckConstraint(
            "(proposed_on is null) = (proposed_reason = '')", name="ck_document_request_proposal"
        ),
    )
    op.create_index(
        "ix_document_request_workspace_id", "document_request", ["workspace_id", "status"]
    )
    op.create_table(
        "document_request_file",
        sa.Column("request_id", sa.Uuid(), sa.ForeignKey("document_request.id"), primary_key=True),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), primary_key=True),
        key("workspace_id", "workspace"),
        moment("added_at"),
    )
    for table, sees, adds, changes in (
        ("document_request", REQUEST_SIGHT, REQUEST_ADDS, REQUEST_SIGHT),
        ("document_request_file", FILE_SIGHT, FILE_ADDS, "false"),
    ):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using (false)")
        op.execute(f"grant select, insert on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    op.execute(f"grant update ({CHANGEABLE}) on document_request to samenzicht_app")
    op.execute(
        f"create policy requests on log_entry as restrictive for select using ({LOG_OF_REQUESTS})"
    )


def _with_private(name: str) -> str:
    return f"{name}.withdrawn_at is null and not {name}.is_private and {name}.status"


def downgrade() -> None:
    """Withdraw what was private, and take the mark away."""
    op.execute("drop policy requests on log_entry")
    op.drop_table("document_request_file")
    op.drop_table("document_request")
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
