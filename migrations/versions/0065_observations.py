"""Observations: what inspectors saw, heard, read or measured, before anybody judges it.

Why: a finding sets facts against a norm, and the facts had no place of their own. An observation is
private to its organisation until that releases it, once and for all, to lead and partners; what it
said before stays private. A version is written once. Who cites one cites that version. The database
itself keeps all this: it takes no release back, and a finding of which others read along rests only
on what they may read too.
Deploy order: expand; the tables are new.
On the way back: observations and that findings rest on them are lost; findings and the log stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0065"
down_revision = "0064"

ME = "(select samenzicht_organisation())"
PERSON = "(select samenzicht_person())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
OWN = f"{INSIDE} and organisation_id = {ME}"


def _of(table: str, condition: str = "true") -> str:
    """Require an observation that the actor sees, in the same workspace."""
    return (
        f"{INSIDE} and exists (select 1 from observation o where o.id = {table}.observation_id"
        f" and o.workspace_id = {table}.workspace_id and {condition})"
    )


TOLD = f"(o.organisation_id = {ME} or {{0}} >= o.released_version)"
"""A version from the released one on, or any version of the own organisation."""
SAME = " and ".join(
    f"o.{name} is not distinct from observation_version.{name}"
    for name in (
        *("title", "subject_kind", "subject", "place", "kind"),
        *("observed_on", "observed_at", "observers", "text"),
    )
)
SEES_OBSERVATION = (
    f"{INSIDE} and (organisation_id = {ME} or (released_at is not null and {SHARED}))"
)
SEES_EVIDENCE = (
    _of(
        "observation_evidence",
        f"(o.organisation_id = {ME} or coalesce(until > o.released_version, true))",
    )
    + " and samenzicht_may_cite(document_id)"
)
READS_CITED = (
    "exists (select 1 from observation_version v where v.observation_id"
    " = finding_fact.observation_id and v.number = finding_fact.number)"
)
SEES_FACT = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id"
    f" and f.workspace_id = finding_fact.workspace_id) and {READS_CITED}"
)
OWN_FACT = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id"
    f" and f.organisation_id = {ME} and f.workspace_id = finding_fact.workspace_id"
    " and {0})"
)
ADDS_FACT = OWN_FACT.format(
    "exists (select 1 from observation o where o.id = observation_id"
    " and o.workspace_id = f.workspace_id and o.withdrawn_at is null"
    " and o.version = finding_fact.number"
    " and (f.audience = 'own' or o.released_at is not null))"
)
BEGINS = (
    f"{OWN} and author_id = {PERSON} and version = 1 and released_at is null"
    " and withdrawn_at is null"
)
WALLS: dict[str, tuple[str, str, str, str]] = {
    "observation": (
        SEES_OBSERVATION,
        BEGINS,
        OWN,
        "false",
    ),
    "observation_version": (
        _of("observation_version", TOLD.format("observation_version.number")),
        _of(
            "observation_version",
            f"o.organisation_id = {ME} and o.version = observation_version.number and {SAME}",
        )
        + f" and author_id = {PERSON}",
        "false",
        "false",
    ),
    "observation_evidence": (
        SEES_EVIDENCE,
        _of("observation_evidence", f"o.organisation_id = {ME} and o.version = since")
        + " and until is null",
        _of("observation_evidence", f"o.organisation_id = {ME}"),
        "false",
    ),
    "finding_fact": (SEES_FACT, ADDS_FACT, "false", OWN_FACT.format("true")),
}
"""Who sees a row, who adds one, who changes one, who removes one."""
CHANGEABLE = {
    "observation": (
        "title, subject_kind, subject, place, kind, observed_on, observed_at, observers, text,"
        " changed_at, version, released_at, released_version, withdrawn_at, withdrawn_by_id,"
        " withdrawal_reason"
    ),
    "observation_evidence": "until",
}
LOG = "object_kind <> 'observation' or exists (select 1 from observation x where x.id = object_id)"
SAID = ", ".join(
    f"{{0}}.{name}"
    for name in (
        *("title", "subject_kind", "subject", "place", "kind"),
        *("observed_on", "observed_at", "observers", "text"),
    )
)
MOVES = f"""
create function samenzicht_observation_moves() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  says_else boolean := ({SAID.format("new")}) is distinct from ({SAID.format("old")});
begin
  if old.withdrawn_at is not null then
    raise exception 'a withdrawn observation stays as it is' using errcode = 'check_violation';
  end if;
  if old.released_at is not null and (new.released_at is distinct from old.released_at
      or new.released_version is distinct from old.released_version) then
    raise exception 'an observation is released once' using errcode = 'check_violation';
  end if;
  if old.released_at is null and new.released_at is not null
      and new.released_version <> new.version then
    raise exception 'what is released is what it says now' using errcode = 'check_violation';
  end if;
  if new.version not in (old.version, old.version + 1)
      or (says_else and new.version = old.version) then
    raise exception 'other words are another version' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""
DROPS = """
create function samenzicht_observation_drops() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.until is not null or new.until is null or new.until <= old.since or new.until <>
      (select o.version from observation o where o.id = old.observation_id) then
    raise exception 'a citation ends once, with the version that stands'
      using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""
SOURCES = """union all
    select 'observation', o.workspace_id, o.id, o.ref, 'text', null from observation o
      where o.organisation_id = mine and {now}
    union all
    select 'observation', o.workspace_id, o.id, o.ref, 'earlier', v.number
      from observation_version v join observation o on o.id = v.observation_id
      where o.organisation_id = mine and {then}
        and (v.title, v.subject, v.place, v.text)
          is distinct from (o.title, o.subject, o.place, o.text)
    union all
    select 'dissent'"""
CALL = "samenzicht_register_person(text, integer)"
BEFORE = "union all\n    select 'dissent'"


def _says(*columns: str) -> str:
    """Return the condition that what is sought stands in some columns, in one piece or in words."""
    told = f"concat_ws(' ', {', '.join(columns)})"
    return f"({told} ilike pattern or to_tsvector('dutch'::regconfig, {told}) @@ sought)"


AFTER = SOURCES.format(
    now=_says("o.title", "o.subject", "o.place", "o.text", "o.withdrawal_reason"),
    then=_says("v.title", "v.subject", "v.place", "v.text", "v.reason"),
)


def upgrade() -> None:
    """Make the tables with their walls, and find people in them for a privacy officer."""
    _make_observation()
    _make_version()
    _make_evidence()
    _make_fact()
    for table, wall in WALLS.items():
        _wall(table, wall)
    for table, columns in CHANGEABLE.items():
        op.execute(f"grant update ({columns}) on {table} to samenzicht_app")
    op.execute("grant delete on finding_fact to samenzicht_app")
    for statement, name, table in (
        (MOVES, "moves", "observation"),
        (DROPS, "drops", "observation_evidence"),
    ):
        op.execute(statement)
        op.execute(f"revoke execute on function samenzicht_observation_{name}() from public")
        op.execute(
            f"create trigger {name} before update on {table}"
            f" for each row execute function samenzicht_observation_{name}()"
        )
    op.execute(f"create policy observations on log_entry as restrictive for select using ({LOG})")
    _restate(BEFORE, AFTER)


def _restate(before: str, after: str) -> None:
    """Put one part in the place of another in the function that looks for a person."""
    old, new = (each.replace("'", "''") for each in (before, after))
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
begin
  if position('{old}' in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, '{old}', '{new}');
end
$outer$
""")


def _key(name: str, to: str, *, primary: bool = False, null: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=primary, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    kind: sa.types.TypeEngine[str] = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False)


def _number(name: str, *, primary: bool = False, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), primary_key=primary, nullable=null, autoincrement=False)


def _said() -> tuple[sa.Column[object], ...]:
    return (
        _text("title", 200),
        _text("subject_kind", 10),
        _text("subject", 200),
        _text("place", 200),
        _text("kind", 10),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("observed_at", sa.Time(), nullable=True),
        sa.Column("observers", postgresql.ARRAY(sa.Uuid()), nullable=False),
        _text("text"),
    )


def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            "kind in ('seen', 'heard', 'read', 'measured')", name=f"ck_{table}_kind"
        ),
        sa.CheckConstraint(
            "subject_kind in ('entity', 'site', 'theme')", name=f"ck_{table}_subject_kind"
        ),
    )


def _make_observation() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _number("number"),
        _text("ref", 40),
        *_said(),
        _key("author_id", "person"),
        _moment("written_at"),
        _moment("changed_at"),
        _number("version"),
        _moment("released_at", null=True),
        _number("released_version", null=True),
        _moment("withdrawn_at", null=True),
        _key("withdrawn_by_id", "person", null=True),
        _text("withdrawal_reason", 1000),
        *_checks("observation"),
        sa.CheckConstraint(
            "(released_at is null) = (released_version is null)", name="ck_observation_released"
        ),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawal_reason = '')"
            " and (withdrawn_at is null) = (withdrawn_by_id is null)",
            name="ck_observation_withdrawn",
        ),
        sa.CheckConstraint("cardinality(observers) > 0", name="ck_observation_observers"),
    )
    op.create_index(
        "uq_observation_workspace_id", "observation", ["workspace_id", "number"], unique=True
    )


def _make_version() -> None:
    op.create_table(
        "observation_version",
        _key("observation_id", "observation", primary=True),
        _number("number", primary=True),
        _key("workspace_id", "workspace"),
        *_said(),
        _text("reason", 1000),
        _key("author_id", "person"),
        _moment("made_at"),
        *_checks("observation_version"),
        sa.CheckConstraint("number = 1 or reason <> ''", name="ck_observation_version_reason"),
    )


def _make_evidence() -> None:
    op.create_table(
        "observation_evidence",
        _key("observation_id", "observation", primary=True),
        _key("document_id", "document", primary=True),
        _number("since", primary=True),
        _number("until", null=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _number("number"),
        _text("media_type", 100),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        _moment("cited_at"),
    )


def _make_fact() -> None:
    op.create_table(
        "finding_fact",
        _key("finding_id", "finding", primary=True),
        _key("observation_id", "observation", primary=True),
        _key("workspace_id", "workspace"),
        _number("number"),
        _moment("cited_at"),
    )
    op.create_index(op.f("ix_finding_fact_observation_id"), "finding_fact", ["observation_id"])


def _wall(table: str, wall: tuple[str, str, str, str]) -> None:
    sees, adds, changes, removes = wall
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using ({removes})")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    _restate(AFTER, BEFORE)
    op.execute("drop policy observations on log_entry")
    for table in ("finding_fact", "observation_evidence", "observation_version", "observation"):
        op.drop_table(table)
    for name in ("moves", "drops"):
        op.execute(f"drop function samenzicht_observation_{name}()")
