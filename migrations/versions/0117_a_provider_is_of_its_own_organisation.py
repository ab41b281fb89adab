"""A provider stays with its organisation, and what was ended stays ended.

Why: two administrators of elsewhere could replace the provider of a third organisation; a provider
could go over to who asked for its name; and what a closed provider or a blocked account let in by
came back to life once it was opened. So one of the two is of the organisation itself, unless it has
no administrator or no provider yet; a provider never moves; a person is known only by a provider of
the own organisation; and of provider and person it is kept since when what was made before is void.
Deploy order: expand; the code before this one does not know the columns.
On the way back: what was void by them alone, and was not ended in its own row, lets in again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"

HELD = "errcode = 'check_violation', constraint"
OWN = f"""
create function samenzicht_provider_change_own() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if current_user = 'samenzicht_app' and new.answer is not null then
      raise exception 'nothing is answered before it was asked'
        using errcode = 'check_violation', constraint = 'provider_change_own';
    end if;
    return new;
  end if;
  if new.answer is not distinct from 'approved'
      and new.organisation_id not in (new.asked_for_id, new.answered_for_id)
      and exists (select from identity_provider p where p.organisation_id = new.organisation_id)
      and exists (select from person a where a.organisation_id = new.organisation_id
        and a.blocked_at is null and 'administrator' = any(a.duties)) then
    raise exception 'one of the two is of the organisation whose provider it is'
      using {HELD} = 'provider_change_own';
  end if;
  return new;
end
$$
"""
STAYS = f"""
create function samenzicht_provider_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.organisation_id <> old.organisation_id then
    raise exception 'a provider does not go over to another organisation'
      using {HELD} = 'provider_of_its_own';
  end if;
  return new;
end
$$
"""


def upgrade() -> None:
    """Add the columns, the key and the triggers."""
    for table in ("identity_provider", "person"):
        op.add_column(table, sa.Column("void_before", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(
        op.f("uq_identity_provider_id_organisation_id"),
        "identity_provider",
        ["id", "organisation_id"],
    )
    op.create_foreign_key(
        op.f("fk_person_provider_id_organisation_id_identity_provider"),
        "person",
        "identity_provider",
        ["provider_id", "organisation_id"],
        ["id", "organisation_id"],
    )
    op.execute(OWN)
    op.execute("revoke execute on function samenzicht_provider_change_own() from public")
    op.execute(
        "create trigger own before insert or update of answer on provider_change"
        " for each row execute function samenzicht_provider_change_own()"
    )
    op.execute(STAYS)
    op.execute("revoke execute on function samenzicht_provider_stays() from public")
    op.execute(
        "create trigger stays before update of organisation_id on identity_provider"
        " for each row execute function samenzicht_provider_stays()"
    )
    op.execute("grant delete on provisioned_account to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    op.execute("revoke delete on provisioned_account from samenzicht_app")
    op.execute("drop trigger stays on identity_provider")
    op.execute("drop function samenzicht_provider_stays()")
    op.execute("drop trigger own on provider_change")
    op.execute("drop function samenzicht_provider_change_own()")
    op.drop_constraint(op.f("fk_person_provider_id_organisation_id_identity_provider"), "person")
    op.drop_constraint(op.f("uq_identity_provider_id_organisation_id"), "identity_provider")
    for table in ("identity_provider", "person"):
        op.drop_column(table, "void_before")
