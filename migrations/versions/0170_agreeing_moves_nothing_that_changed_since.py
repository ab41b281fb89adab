"""An agreement moves two activities only while both are as they were when it was proposed.

Why: what moved them asked whether they were moved before the answer, which is always so when one
agrees. An authority that had moved its own activity after it proposed something was put back weeks
later when the other agreed, without a way to undo it. It asks about the moment of the proposal now,
and of both: neither is moved since, off the calendar or done, and both are at one organisation. It
takes both rows first, so that who moves one at that very moment comes before or after it.
Deploy order: expand; code before this one notes an agreement about such a pair and moves nothing.
On the way back: what was agreed late moves both again.
"""

from __future__ import annotations

from alembic import op

revision = "0170"
down_revision = "0169"

FITS_OLDER_CODE = True

ASKED = """x.id = proposal and x.status = 'agreed' and x.partner_id = samenzicht_organisation()
      and x.workspace_id in (select samenzicht_shared_workspaces())"""
MOVED = """update activity a set
      starts_on = p.starts_on, ends_on = p.ends_on,
      due_on = case when a.due_on < p.starts_on then p.ends_on else a.due_on end,
      agreed_from = p.starts_on, agreed_until = p.ends_on,
      agreed_due_on = case when a.due_on < p.starts_on then p.ends_on else a.due_on end,
      moved_at = p.answered_at, changed_at = p.answered_at, version = a.version + 1, before = null
"""
WHICH = """((p.kind in ('combine', 'shift_ours') and a.id = p.activity_id)
           or (p.kind in ('combine', 'shift_theirs') and a.id = p.partner_activity_id))"""
HEAD = "create or replace function samenzicht_move_as_agreed(proposal uuid) returns setof uuid"
WITH_BOTH = f"""
{HEAD}
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  p overlap_proposal;
begin
  select * into p from overlap_proposal x
    where {ASKED};
  if not found then return; end if;
  perform from activity a where a.id in (p.activity_id, p.partner_activity_id)
    order by a.id for no key update;
  if (select count(*) = 2 and count(distinct a.match_key) = 1 from activity a
      where a.id in (p.activity_id, p.partner_activity_id) and a.withdrawn_at is null
        and a.finished_at is null and a.moved_at <= p.proposed_at) then
    return query {MOVED}
    where {WHICH}
    returning a.id;
  end if;
end
$$
"""
OF_EACH = f"""
{HEAD}
language sql volatile security definer set search_path = public, pg_temp as $$
  {MOVED}    from overlap_proposal p
    where {ASKED.replace("x.", "p.")}
      and a.withdrawn_at is null
      and {WHICH}
      and a.moved_at <= p.answered_at
    returning a.id
$$
"""


def upgrade() -> None:
    """Ask both about the moment of the proposal."""
    op.execute(WITH_BOTH)


def downgrade() -> None:
    """Ask each about the moment of the answer."""
    op.execute(OF_EACH)
