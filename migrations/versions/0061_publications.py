"""An adopted report gets a moment of publication, and each organisation that signed agrees.

Why: when and as what a report becomes public, and who agreed with that, must be traceable for ever.
Only the organisation that holds the pen plans, only one that signed agrees or objects, only the
house publishes, and what is published stays as it is: the database holds that as well. The clock
asks one function whose moment came; it answers jobs alone, with ids and nothing else.
Deploy order: expand; the tables are new.
On the way back: plans and agreements are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0061"
down_revision = "0060"

ME = "(select samenzicht_organisation())"
PERSON = "samenzicht_person()"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
READS = f"{INSIDE} and ({SHARED} or organisation_id = {ME})"
SEES = f"{INSIDE} and ({SHARED} or organisation_id = {ME} or published_at is not null)"
PLANS = (
    f"{INSIDE} and organisation_id = {ME} and {PERSON} is not null and published_at is null"
    " and exists (select 1 from report r where r.id = publication.report_id"
    " and r.workspace_id = publication.workspace_id and r.status = 'adopted'"
    f" and r.organisation_id = {ME})"
)
CHANGES = (
    f"{INSIDE} and organisation_id = {ME}"
    f" and (published_at is null or ({PERSON} is null and published_at >= publish_at))"
)
OF_IT = (
    "exists (select 1 from publication p where p.id = publication_entry.publication_id"
    " and p.workspace_id = publication_entry.workspace_id{0})"
)
SIGNED = (
    " and exists (select 1 from seat s where s.report_id = p.report_id"
    f" and s.organisation_id = {ME} and s.status in ('signed', 'signed_with_reservation'))"
)
OWN = f" and p.organisation_id = {ME}"
READS_ENTRY = f"{INSIDE} and ({SHARED} or {OF_IT.format(OWN)})"
ADDS_ENTRY = (
    f"{INSIDE} and organisation_id = {ME} and made_by_id is not distinct from (select {PERSON})"
    " and case when kind in ('agreed', 'objected')"
    f" then {OF_IT.format(' and p.published_at is null' + SIGNED)}"
    f" when kind in ('planned', 'changed') then {OF_IT.format(' and p.published_at is null' + OWN)}"
    f" else {OF_IT.format(OWN)} end"
)
CHANGEABLE = (
    "offered_to, offered_on, publish_at, left_out, sha256, size, pages, blob_id, wrapped_key,"
    " since_number, held_at, published_at, version"
)
FINAL = """
create function samenzicht_publication_is_final() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.published_at is not null then
    raise exception 'publication % is final', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$
"""
DUE = """
create function samenzicht_due_publications(moment timestamptz)
returns table (workspace_id uuid, organisation_id uuid, publication_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.workspace_id, p.organisation_id, p.id from publication p
    where samenzicht_person() is null
      and p.published_at is null and p.held_at is null and p.publish_at <= moment
    order by p.publish_at, p.id
$$
"""


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_publication()
    _make_entry()
    # Who agrees takes the row first; what it changes to is only of who holds the pen.
    _wall("publication", sees=SEES, adds=PLANS, changes=f"using ({SEES}) with check ({CHANGES})")
    _wall("publication_entry", sees=READS_ENTRY, adds=ADDS_ENTRY, changes="using (false)")
    op.execute(f"grant update ({CHANGEABLE}) on publication to samenzicht_app")
    op.execute(
        "create trigger names_blob before insert or update of blob_id on publication"
        " for each row execute function samenzicht_name_blob()"
    )
    op.execute(FINAL)
    op.execute(
        "create trigger is_final before update on publication"
        " for each row execute function samenzicht_publication_is_final()"
    )
    op.execute(DUE)
    op.execute("revoke all on function samenzicht_due_publications(timestamptz) from public")
    op.execute(
        "grant execute on function samenzicht_due_publications(timestamptz) to samenzicht_app"
    )


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _make_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("report_id", "report"),
        _key("organisation_id", "organisation"),
        _text("ref", 40),
        _text("title", 200),
        _text("offered_to", 200),
        sa.Column("offered_on", sa.Date(), nullable=True),
        _moment("publish_at"),
        sa.Column("left_out", JSONB(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _whole("pages"),
        _text("blob_id", 32),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        _whole("since_number"),
        _moment("held_at", nullable=True),
        _moment("published_at", nullable=True),
        _whole("version"),
        sa.UniqueConstraint("report_id", name="uq_publication_report_id"),
        sa.CheckConstraint(
            "(offered_on is null) = (offered_to = '')", name="ck_publication_offered"
        ),
        sa.CheckConstraint("held_at is null or published_at is null", name="ck_publication_ended"),
    )
    op.create_index("ix_publication_workspace_id", "publication", ["workspace_id"])
    op.create_index("ix_publication_blob_id", "publication", ["blob_id"])


def _make_entry() -> None:
    op.create_table(
        "publication_entry",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("publication_id", "publication"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _whole("number"),
        _text("kind", 12),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        _moment("publish_at", nullable=True),
        _text("reason", 500),
        _text("delay_reason", 500),
        _key("made_by_id", "person", nullable=True),
        _moment("made_at"),
        sa.CheckConstraint(
            "kind in ('planned', 'changed', 'agreed', 'objected', 'held', 'published')",
            name="ck_publication_entry_kind",
        ),
        sa.CheckConstraint(
            "kind not in ('changed', 'objected') or reason <> ''",
            name="ck_publication_entry_reason",
        ),
        sa.CheckConstraint(
            "(kind in ('planned', 'changed')) = (publish_at is not null)",
            name="ck_publication_entry_publish_at",
        ),
        sa.CheckConstraint(
            "(kind in ('held', 'published')) = (made_by_id is null)",
            name="ck_publication_entry_made_by",
        ),
    )
    op.create_index(
        "uq_publication_entry_publication_id",
        "publication_entry",
        ["publication_id", "number"],
        unique=True,
    )


def _wall(table: str, *, sees: str, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(f"create policy changes on {table} for update {changes}")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop function samenzicht_due_publications(timestamptz)")
    op.drop_table("publication_entry")
    op.drop_table("publication")
    op.execute("drop function samenzicht_publication_is_final()")
