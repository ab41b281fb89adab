"""A folder can be moved where that changes nobody's rules, and removed when nothing is in it.

Why: whoever arranges folders sees neither what others keep in one for themselves, nor their rules
for it. So the database answers for all: may it go there, may it go away. It says no more than that.
Deploy order: expand; code before this one asks nothing.
On the way back: the functions go; folders stay where they are.
"""

from __future__ import annotations

from alembic import op

revision = "0111"
down_revision = "0110"

SHARED = "f.workspace_id = any(array(select samenzicht_shared_workspaces()))"
UNRULED = f"""
create function samenzicht_folder_may_move(which uuid, target uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive was as (
      select f.id, f.parent_id from folder f
        where f.id = (select parent_id from folder where id = which) and {SHARED}
      union all select f.id, f.parent_id from folder f join was w on f.id = w.parent_id),
    comes as (
      select f.id, f.parent_id from folder f where f.id = target and {SHARED}
      union all select f.id, f.parent_id from folder f join comes c on f.id = c.parent_id),
    apart as (
      (select id from was except select id from comes)
      union (select id from comes except select id from was))
  select exists (select 1 from was) and exists (select 1 from comes)
    and not exists (select 1 from comes where id = which)
    and not exists (select 1 from access_policy p
      where p.folder_id in (select id from apart) and p.governed_by_id = p.id)
$$
"""
"""No organisation has rules of its own between the two places, so that no rule comes or goes."""
REMOVE = f"""
create function samenzicht_remove_folder(which uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform 1 from folder f where f.id = which and f.parent_id is not null and {SHARED} for update;
  if not found
    or exists (select 1 from folder f where f.parent_id = which)
    or exists (select 1 from document d where d.folder_id = which)
    or exists (select 1 from document d join access_policy p on p.id = d.policy_id
      where p.folder_id = which)
    or exists (select 1 from access_policy p where p.folder_id = which and p.governed_by_id = p.id)
  then
    return false;
  end if;
  delete from access_policy where folder_id = which;
  delete from folder where id = which;
  return true;
end
$$
"""
BOTH = {
    "samenzicht_folder_may_move(uuid, uuid)": UNRULED,
    "samenzicht_remove_folder(uuid)": REMOVE,
}


def upgrade() -> None:
    """Make them, for the program alone."""
    for function, made in BOTH.items():
        op.execute(made)
        op.execute(f"revoke execute on function {function} from public")
        op.execute(f"grant execute on function {function} to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    for function in BOTH:
        op.execute(f"drop function {function}")
