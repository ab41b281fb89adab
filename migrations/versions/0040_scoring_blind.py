"""Scoring blind: each by themselves first, then all together at one moment.

Why: who sees what another scored is drawn to it. Until a scoring opens, the row of a score exists
for who wrote it and for nobody else, not even for who asked. The database itself opens a scoring
only when everybody scored, or when the organisation that asked closes it with a reason; opened, it
stays open and no score changes. An organisation that was asked may record another view, which goes
with the finding.
Deploy order: expand; the tables are new.
On the way back: scorings, scores and dissenting views are lost; findings and the log stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

ME = "(select samenzicht_organisation())"
PERSON = "(select samenzicht_person())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"


def _of_scoring(table: str, condition: str = "true") -> str:
    """Require a scoring that the actor sees, in the same workspace."""
    return (
        f"{INSIDE} and exists (select 1 from scoring s where s.id = {table}.scoring_id"
        f" and s.workspace_id = {table}.workspace_id and {condition})"
    )


OPEN, SHUT = "s.opened_at is not null", "s.opened_at is null"
ASKED = (
    "exists (select 1 from scorer x where x.scoring_id = {0}.scoring_id and x.{1} = {0}.{1}"
    " and x.workspace_id = {0}.workspace_id)"
)
SEES_SCORING = f"{INSIDE} and (organisation_id = {ME} or (audience = 'workspace' and {SHARED}))"
OWN_SCORE = (
    f"person_id = {PERSON} and {_of_scoring('score', SHUT)}"
    f" and {ASKED.format('score', 'person_id')}"
)
OWN_VIEW = (
    f"organisation_id = {ME} and noted_by_id = {PERSON} and {_of_scoring('dissenting_view', OPEN)}"
    f" and {ASKED.format('dissenting_view', 'organisation_id')}"
)
ASKS = (
    f"{INSIDE} and organisation_id = {ME} and asked_by_id = {PERSON} and opened_at is null"
    " and (finding_id is null or exists (select 1 from finding f where f.id = finding_id"
    " and f.workspace_id = scoring.workspace_id))"
    " and exists (select 1 from norm n where n.id = norm_id"
    " and n.workspace_id = scoring.workspace_id)"
)
WALLS: dict[str, tuple[str, str, str, str]] = {
    "scoring": (
        SEES_SCORING,
        ASKS,
        SEES_SCORING,
        SEES_SCORING,
    ),
    "scorer": (
        _of_scoring("scorer"),
        _of_scoring("scorer", f"s.organisation_id = {ME} and s.asked_by_id = {PERSON} and {SHUT}")
        + " and scored_at is null",
        f"person_id = {PERSON} and {_of_scoring('scorer', SHUT)}",
        f"person_id = {PERSON} and {_of_scoring('scorer', SHUT)}",
    ),
    "score": (
        _of_scoring("score", f"({OPEN} or score.person_id = {PERSON})"),
        OWN_SCORE,
        OWN_SCORE,
        OWN_SCORE,
    ),
    "dissenting_view": (
        _of_scoring("dissenting_view", OPEN),
        OWN_VIEW,
        f"organisation_id = {ME} and {_of_scoring('dissenting_view', OPEN)}",
        OWN_VIEW,
    ),
}
"""Who sees a row, who adds one, who changes which, and into what."""
CHANGEABLE = {
    "scoring": "finding_id, opened_at, closing_reason, consensus, consensus_text, version",
    "scorer": "scored_at",
    "score": "judgement, reason, scored_at",
    "dissenting_view": "judgement, text, noted_by_id, noted_at",
}
LOG = "object_kind <> 'scoring' or exists (select 1 from scoring x where x.id = object_id)"
OPENS_ONCE = """
create function samenzicht_scoring_opens() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  is_asker boolean := old.organisation_id = samenzicht_organisation();
  is_complete boolean := not exists (
    select 1 from scorer x where x.scoring_id = old.id and not exists (
      select 1 from score y where y.scoring_id = old.id and y.person_id = x.person_id));
begin
  if old.opened_at is not null and (new.opened_at is distinct from old.opened_at
      or new.closing_reason <> old.closing_reason) then
    raise exception 'a scoring opens once' using errcode = 'check_violation';
  end if;
  if old.opened_at is null and new.opened_at is not null and not is_complete
      and not (is_asker and new.closing_reason <> '') then
    raise exception 'not everybody scored' using errcode = 'check_violation';
  end if;
  if not is_asker and (new.finding_id is distinct from old.finding_id
      or new.consensus is distinct from old.consensus
      or new.consensus_text <> old.consensus_text or new.closing_reason <> old.closing_reason) then
    raise exception 'only who asked concludes' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_scoring()
    _make_parts()
    for table, wall in WALLS.items():
        _wall(table, wall)
        op.execute(f"grant update ({CHANGEABLE[table]}) on {table} to samenzicht_app")
    op.execute(OPENS_ONCE)
    op.execute("revoke execute on function samenzicht_scoring_opens() from public")
    op.execute(
        "create trigger opens_once before update on scoring"
        " for each row execute function samenzicht_scoring_opens()"
    )
    op.execute(f"create policy scorings on log_entry as restrictive for select using ({LOG})")


def _key(name: str, to: str, *, primary: bool = False, null: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=primary, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _text(name: str, length: int | None = None, *, null: bool = False) -> sa.Column[str]:
    kind: sa.types.TypeEngine[str] = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=null)


def _make_scoring() -> None:
    op.create_table(
        "scoring",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _text("title", 200),
        _key("norm_id", "norm"),
        _key("finding_id", "finding", null=True),
        _text("audience", 20),
        _key("asked_by_id", "person"),
        _moment("asked_at"),
        _moment("opened_at", null=True),
        _text("closing_reason", 500),
        _text("consensus", 20, null=True),
        _text("consensus_text"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience in ('own', 'workspace')", name="ck_scoring_audience"),
        sa.CheckConstraint(
            "opened_at is not null or consensus is null", name="ck_scoring_consensus"
        ),
        sa.CheckConstraint(
            "opened_at is not null or closing_reason = ''", name="ck_scoring_closing_reason"
        ),
    )
    op.create_index("ix_scoring_workspace_id", "scoring", ["workspace_id"])
    op.create_index("ix_scoring_finding_id", "scoring", ["finding_id"])


def _make_parts() -> None:
    op.create_table(
        "scorer",
        _key("scoring_id", "scoring", primary=True),
        _key("person_id", "person", primary=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _moment("scored_at", null=True),
    )
    op.create_table(
        "score",
        _key("scoring_id", "scoring", primary=True),
        _key("person_id", "person", primary=True),
        _key("workspace_id", "workspace"),
        _text("judgement", 20),
        _text("reason"),
        _moment("scored_at"),
        sa.CheckConstraint("reason <> ''", name="ck_score_reason"),
    )
    op.create_table(
        "dissenting_view",
        _key("scoring_id", "scoring", primary=True),
        _key("organisation_id", "organisation", primary=True),
        _key("workspace_id", "workspace"),
        _text("judgement", 20),
        _text("text"),
        _key("noted_by_id", "person"),
        _moment("noted_at"),
        sa.CheckConstraint("text <> ''", name="ck_dissenting_view_text"),
    )


def _wall(table: str, wall: tuple[str, str, str, str]) -> None:
    sees, adds, changes, becomes = wall
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({becomes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy scorings on log_entry")
    for table in ("dissenting_view", "score", "scorer", "scoring"):
        op.drop_table(table)
    op.execute("drop function samenzicht_scoring_opens()")
