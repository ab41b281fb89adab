"""Mails keep quiet hours, of a person or of a whole organisation.

Why: a mail that becomes due at night waits until the morning. A person's hours are the own ones, or
those of the organisation, which a coordinator of that organisation chooses for all; without either
Samenzicht proposes some. What people chose before stays theirs, without a quiet span.
Deploy order: expand; the old code does not read what is new, and writes no empty choice.
On the way back: quiet hours are lost, and who followed the organisation gets mails at eight.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0049"
down_revision = "0048"

JOB = "samenzicht_person() is null"
OWN = "organisation_id = samenzicht_organisation()"
COORDINATES = (
    "(exists (select 1 from membership m where m.person_id = samenzicht_person()"
    " and m.organisation_id = samenzicht_organisation() and m.role = 'coordinator'"
    " and m.ended_at is null)"
    " or exists (select 1 from person p where p.id = samenzicht_person()"
    " and 'coordinator' = any(p.duties)))"
)
WHOLE = (
    "(quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until"
    " and quiet_from between 0 and 23 and quiet_until between 0 and 23"
)
RESTS = "quiet_from is null or rests is not null"


def _hour(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=True)


def upgrade() -> None:
    """Add quiet hours, and the hours of an organisation with their walls."""
    op.add_column("mailing", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    for name in ("quiet_from", "quiet_until"):
        op.add_column("notice_choice", _hour(name))
    for name in ("mail_hours", "rests"):
        op.alter_column("notice_choice", name, nullable=True)
    op.create_check_constraint("ck_notice_choice_quiet", "notice_choice", WHOLE)
    op.create_check_constraint("ck_notice_choice_rest_whole", "notice_choice", RESTS)
    table = "organisation_hours"
    op.create_table(
        table,
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("mail_hours", ARRAY(sa.Integer()), nullable=True),
        _hour("quiet_from"),
        _hour("quiet_until"),
        sa.Column("rests", sa.Boolean(), nullable=True),
        sa.CheckConstraint(WHOLE, name="ck_organisation_hours_quiet"),
        sa.CheckConstraint(RESTS, name="ck_organisation_hours_rest_whole"),
    )
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({OWN} or {JOB})")
    op.execute(f"create policy adds on {table} for insert with check ({OWN} and {COORDINATES})")
    op.execute(
        f"create policy changes on {table} for update using ({OWN} and {COORDINATES})"
        f" with check ({OWN} and {COORDINATES})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert, update on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take quiet hours away; who followed the organisation gets what was proposed before."""
    op.drop_table("organisation_hours")
    op.drop_constraint(op.f("ck_notice_choice_ck_notice_choice_rest_whole"), "notice_choice")
    op.drop_constraint(op.f("ck_notice_choice_ck_notice_choice_quiet"), "notice_choice")
    op.execute("update notice_choice set mail_hours = '{8}' where mail_hours is null")
    op.execute("update notice_choice set rests = true where rests is null")
    for name in ("mail_hours", "rests"):
        op.alter_column("notice_choice", name, nullable=False)
    for name in ("quiet_from", "quiet_until"):
        op.drop_column("notice_choice", name)
    op.drop_column("mailing", "waits_until")
