"""Rules that stood before disclosures were kept are disclosures too.

Why: what is given now must be in the register, whenever it was given. When and by whom tells the
last line of the log about giving it; where there is none, the moment in the rule's own id does.
Deploy order: move; only adds rows that no code changes.
On the way back: nothing; the table goes with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

LACKING = "r.level > 0 and not exists (select 1 from disclosure d where d.rule_id = r.id)"
ID_MOMENT = (
    "to_timestamp(('x' || substr(replace(r.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)"
)
"""A UUIDv7 begins with its moment in milliseconds (RFC 9562, section 5.7)."""
STANDING = f"""
insert into disclosure (workspace_id, owner_id, organisation_id, policy_id, folder_id, document_id,
  rule_id, level, until, legal_basis, purpose, people, special_data, given_at, given_by_id)
select r.workspace_id, r.owner_id, r.organisation_id, p.id, p.folder_id, p.document_id, r.id,
    r.level, r.until, r.legal_basis, r.purpose, r.people, r.special_data,
    coalesce(given.at, {ID_MOMENT}), given.actor_id
  from access_rule r join access_policy p on p.id = r.policy_id
    left join lateral (
      select e.at, e.actor_id from log_entry e
        where e.object_id in (p.id, p.document_id) and e.tree_id = r.workspace_id
          and e.action = 'document:access:grant'
          and convert_from(e.entry, 'UTF8')::jsonb -> 'facts' ->> 'organisation'
            = r.organisation_id::text
        order by e.at desc limit 1) given on true
  where {LACKING}
"""


def upgrade() -> None:
    """Write down what stands."""
    connection = op.get_bind()
    lacking = connection.execute(
        sa.text(f"select count(*) from access_rule r where {LACKING}")
    ).scalar_one()
    written = connection.execute(sa.text(STANDING)).rowcount
    if written != lacking:
        raise AssertionError(f"{lacking} rules stand, {written} were written down.")


def downgrade() -> None:
    """Leave the rows; they say what stands."""
