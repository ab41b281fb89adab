"""One organisation cannot keep others out by pausing their providers.

Why: any administrator could pause the provider of every other organisation at once, and pause each
anew the moment two others had let it go on. Now two of others stand at a time for one organisation,
and what went on after its pause it does not pause again for a day. The database counts both, and
keeps itself when what went on, so that nobody can forget it.
Deploy order: expand; the code before this one says no sentence about it, and is held all the same.
On the way back: when what went on is forgotten, so who paused may do so again at once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0144"
down_revision = "0143"

FITS_OLDER_CODE = True

HELD = "using errcode = 'check_violation', constraint = 'provider_pauses'"
PAUSES = f"""
create function samenzicht_provider_pauses() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := samenzicht_person();
  mine uuid := samenzicht_organisation();
begin
  if new.paused_at is null or (me is null and mine is null) then return new; end if;
  if tg_op = 'INSERT' then
    raise exception 'a new provider is not paused' {HELD};
  end if;
  if old.paused_at is not null then
    if (new.paused_at, new.paused_for_id) is distinct from (old.paused_at, old.paused_for_id) then
      raise exception 'a pause stands as it was begun' {HELD};
    end if;
    return new;
  end if;
  if new.paused_for_id is distinct from mine then
    raise exception 'each pauses in the name of the own organisation' {HELD};
  end if;
  if mine = new.organisation_id then return new; end if;
  perform from organisation where id = mine for no key update;
  if exists (select from provider_lift l where l.provider_id = new.id
      and l.organisation_id = mine and l.lifted_at > now() - interval '24 hours') then
    raise exception 'what went on is not paused again for a day' {HELD};
  end if;
  if 2 <= (select count(*) from identity_provider p where p.paused_at is not null
      and p.paused_for_id = mine and p.organisation_id <> mine and p.id <> new.id) then
    raise exception 'two of others stand paused at a time' {HELD};
  end if;
  return new;
end
$$
"""
LIFTED = """
create function samenzicht_provider_lifted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into provider_lift (provider_id, organisation_id, lifted_at)
    values (new.id, old.paused_for_id, now())
    on conflict (provider_id, organisation_id) do update set lifted_at = excluded.lifted_at;
  return null;
end
$$
"""


def upgrade() -> None:
    """Add the table and both triggers."""
    op.create_table(
        "provider_lift",
        sa.Column("provider_id", sa.Uuid(), sa.ForeignKey("identity_provider.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "organisation_id"),
    )
    op.execute("grant select on provider_lift to samenzicht_app, samenzicht_keeper")
    for function, made in (
        ("samenzicht_provider_pauses()", PAUSES),
        ("samenzicht_provider_lifted()", LIFTED),
    ):
        op.execute(made)
        op.execute(f"revoke execute on function {function} from public")
    op.execute(
        "create trigger pauses before insert or update of paused_at, paused_for_id"
        " on identity_provider for each row when (current_user = 'samenzicht_app')"
        " execute function samenzicht_provider_pauses()"
    )
    op.execute(
        "create trigger lifted after update of paused_at on identity_provider for each row"
        " when (new.paused_at is null and old.paused_for_id <> new.organisation_id)"
        " execute function samenzicht_provider_lifted()"
    )


def downgrade() -> None:
    """Take them away."""
    op.execute("drop trigger lifted on identity_provider")
    op.execute("drop trigger pauses on identity_provider")
    op.execute("drop function samenzicht_provider_lifted()")
    op.execute("drop function samenzicht_provider_pauses()")
    op.drop_table("provider_lift")
