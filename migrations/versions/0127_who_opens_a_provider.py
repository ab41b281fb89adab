"""A provider is opened by its own organisation, or by two others where that has nobody to do it.

Why: any single administrator could open and close the provider of any other organisation; closing
ends sessions, tokens and keys for good. Closing is for its own organisation now; another may pause
it, which ends nothing. What is opened, or goes on after a pause, is opened by an administrator of
its own; where none of them can come in, by two of different organisations, who stand in a table of
their own. The database holds them to it, and to the day in which everybody can read a change.
Deploy order: expand; the code before this one does not know the columns.
On the way back: what is paused is closed, and so stays shut; what was asked is lost from the pages,
the log keeps it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0126"

FITS_OLDER_CODE = False

ANSWER = ("answered_by_id", "answered_for_id", "answered_at", "answer")
ADMINISTERS = "blocked_at is null and 'administrator' = any({}.duties)"
OPENS_ITSELF = f"""
create function samenzicht_opens_itself(which uuid, lifting boolean) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from identity_provider p
    join identity_provider o on o.organisation_id = p.organisation_id and o.id <> p.id
      and o.is_active and (not lifting or o.paused_at is null)
    join person a on a.provider_id = o.id and a.organisation_id = p.organisation_id
      and a.{ADMINISTERS.format("a")}
    where p.id = which)
$$
"""
"""Can an administrator of its own come in by another provider? To open what was closed, one that
others paused counts as well: else whoever pauses it takes away the word its organisation has."""
HELD = "using errcode = 'check_violation', constraint = 'provider_opens'"
OPENS = f"""
create function samenzicht_provider_opens() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := samenzicht_person();
  mine uuid := samenzicht_organisation();
  lifts boolean;
begin
  if me is null and mine is null then return new; end if;
  if tg_op = 'INSERT' then
    if new.is_active then
      raise exception 'a new provider is closed at first' {HELD};
    end if;
    return new;
  end if;
  lifts := old.paused_at is not null and new.paused_at is null;
  if not lifts and (old.is_active or not new.is_active) then return new; end if;
  if lifts and new.is_active is distinct from old.is_active then
    raise exception 'one thing at a time' {HELD};
  end if;
  if not lifts and exists (select from provider_change c where c.slug = new.slug
      and c.answer = 'approved' and c.answered_at > now() - interval '24 hours') then
    raise exception 'a change can be read for a day before anybody comes in by it' {HELD};
  end if;
  if not exists (select from person p where p.id = me and p.organisation_id = mine
      and p.{ADMINISTERS.format("p")}) then
    raise exception 'only an administrator opens a provider' {HELD};
  end if;
  if mine = new.organisation_id then return new; end if;
  if samenzicht_opens_itself(new.id, lifts) then
    raise exception 'its own organisation opens it' {HELD};
  end if;
  update provider_opening o set is_carried_out = true from person a
    where o.provider_id = new.id and o.is_lift = lifts and not o.is_carried_out
      and o.answer = 'approved' and o.answered_by_id = me and o.answered_for_id = mine
      and a.id = o.asked_by_id and a.organisation_id = o.asked_for_id
      and a.{ADMINISTERS.format("a")};
  if not found then
    raise exception 'two administrators of different organisations open it' {HELD};
  end if;
  return new;
end
$$
"""
ASKED = """
create function samenzicht_provider_opening_asked() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.answer is not null or new.is_carried_out
      or new.asked_by_id is distinct from samenzicht_person()
      or new.asked_for_id is distinct from samenzicht_organisation() then
    raise exception 'each asks for oneself, and nothing is answered before it was asked'
      using errcode = 'check_violation', constraint = 'provider_opening_asked';
  end if;
  return new;
end
$$
"""


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Add the columns, the table and the trigger."""
    op.add_column("identity_provider", _moment("paused_at", nullable=True))
    op.add_column("identity_provider", sa.Column("pause_reason", sa.String(500), nullable=True))
    op.add_column("identity_provider", _key("paused_for_id", "organisation", nullable=True))
    for name, held in (
        ("paused_wholly", "(paused_at is null) = (pause_reason is null)"),
        ("paused_for", "paused_at is not null or paused_for_id is null"),
    ):
        op.create_check_constraint(op.f(f"ck_identity_provider_{name}"), "identity_provider", held)
    op.create_table(
        "provider_opening",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("provider_id", "identity_provider"),
        sa.Column("is_lift", sa.Boolean(), nullable=False),
        _key("asked_by_id", "person"),
        _key("asked_for_id", "organisation"),
        _moment("asked_at"),
        _key("answered_by_id", "person", nullable=True),
        _key("answered_for_id", "organisation", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        sa.Column("is_carried_out", sa.Boolean(), nullable=False, server_default="false"),
        sa.CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        sa.CheckConstraint("num_nulls(" + ", ".join(ANSWER) + ") in (0, 4)", name="answered"),
        sa.CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name="four_eyes",
        ),
    )
    op.create_index(
        "uq_provider_opening_provider_id",
        "provider_opening",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text("answer is null"),
    )
    op.execute("grant select, insert on provider_opening to samenzicht_app")
    op.execute(f"grant update ({', '.join(ANSWER)}) on provider_opening to samenzicht_app")
    op.execute("grant select on provider_opening to samenzicht_keeper")
    for function, made in (
        ("samenzicht_opens_itself(uuid, boolean)", OPENS_ITSELF),
        ("samenzicht_provider_opens()", OPENS),
        ("samenzicht_provider_opening_asked()", ASKED),
    ):
        op.execute(made)
        op.execute(f"revoke execute on function {function} from public")
    op.execute(
        "create trigger opens before insert or update of is_active, paused_at"
        " on identity_provider for each row when (current_user = 'samenzicht_app')"
        " execute function samenzicht_provider_opens()"
    )
    op.execute(
        "create trigger asked before insert on provider_opening"
        " for each row when (current_user = 'samenzicht_app')"
        " execute function samenzicht_provider_opening_asked()"
    )


def downgrade() -> None:
    """Take them away; what is paused is closed first."""
    op.execute("drop trigger opens on identity_provider")
    op.execute("drop function samenzicht_provider_opens()")
    op.execute("drop function samenzicht_opens_itself(uuid, boolean)")
    op.drop_table("provider_opening")
    op.execute("drop function samenzicht_provider_opening_asked()")
    op.execute(
        "update identity_provider set is_active = false, void_before = now()"
        " where paused_at is not null"
    )
    for name in ("paused_wholly", "paused_for"):
        op.drop_constraint(op.f(f"ck_identity_provider_{name}"), "identity_provider")
    for name in ("paused_at", "pause_reason", "paused_for_id"):
        op.drop_column("identity_provider", name)
