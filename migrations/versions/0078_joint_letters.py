"""One letter of several inspectorates tells what the committee decided about a case.

Why: each inspectorate agrees with one exact text, and an agreement falls away when the text
changes; what is sent stands still for ever. The database holds that as well: a text and a stance
are written once, a stance is only about the text that counts and only of a party to it, a letter is
final only when each party agreed with that text last, and a final letter never changes. A privacy
officer finds a name in a letter as in any other text of a case (step 0070).
Deploy order: expand; the tables are new.
On the way back: letters and agreements are lost; the log keeps its lines, and the file of a final
letter stays as the document of the workspace it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0078"
down_revision = "0077"

ME = "(select samenzicht_organisation())"
PERSON = "(select samenzicht_person())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
SEES = f"{INSIDE} and {SHARED}"
DRAFTS = (
    f"{SEES} and organisation_id = {ME} and drafted_by_id = {PERSON} and made_final_at is null"
    " and exists (select 1 from incident_case c where c.id = case_id"
    " and c.workspace_id = incident_letter.workspace_id)"
)
MINE = f"{SEES} and organisation_id = {ME} and made_by_id = {PERSON}"
OPEN_LETTER = (
    "exists (select 1 from incident_letter l where l.id = letter_id and l.made_final_at is null"
    " and l.workspace_id = {0}.workspace_id and l.case_id = {0}.case_id{1})"
)
WRITES = (
    f"{MINE} and {OPEN_LETTER.format('incident_letter_text', ' and number >= l.current_number')}"
    " and exists (select 1 from incident_decision d where d.id = decision_id"
    " and d.case_id = incident_letter_text.case_id and d.meeting_id is not null)"
)
STANDS = (
    f"{MINE} and {OPEN_LETTER.format('incident_letter_stance', ' and number = l.current_number')}"
    " and exists (select 1 from incident_letter_text t"
    " where t.letter_id = incident_letter_stance.letter_id"
    f" and t.number = incident_letter_stance.number and {ME} = any(t.parties))"
)
FINISHES = f"{SEES} and (made_final_at is null or made_final_by_id = {PERSON})"
CHANGEABLE = (
    "current_number, version, sha256, size, pages, blob_id, wrapped_key, document_id,"
    " made_final_by_id, made_final_at"
)
STANDS_STILL = """
create function samenzicht_letter_stands() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.made_final_at is not null then
    raise exception 'letter % is final', old.id using errcode = 'check_violation';
  end if;
  if new.made_final_at is not null and not exists (
    select 1 from incident_letter_text t
      where t.letter_id = new.id and t.number = new.current_number
        and not exists (
          select 1 from unnest(t.parties) as party where 'agreed' is distinct from (
            select s.kind from incident_letter_stance s
              where s.letter_id = new.id and s.number = t.number and s.organisation_id = party
              order by s.position desc limit 1))
  ) then
    raise exception 'letter % is not agreed', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$
"""
BEGINS = "with hits as ("
FUNCTION = "samenzicht_register_person(text, integer)"


def _says(*columns: str) -> str:
    told = f"concat_ws(' ', {', '.join(columns)})"
    return f"({told} ilike pattern or to_tsvector('dutch'::regconfig, {told}) @@ sought)"


SOURCES = f"""
    select 'case' as kind, c.workspace_id, c.id, c.ref::text as ref, 'text' as part,
        null::integer as number
      from incident_letter_text t join incident_case c on c.id = t.case_id
      where t.organisation_id = mine and {_says("t.addressee", "t.subject", "t.body")}
    union all
    select 'case', c.workspace_id, c.id, c.ref::text, 'reason', null
      from incident_letter_stance s join incident_case c on c.id = s.case_id
      where s.organisation_id = mine and {_says("s.words")}
    union all"""


def upgrade() -> None:
    """Make the tables with their walls, and look for persons in them."""
    _make_letter()
    _make_text()
    _make_stance()
    _wall("incident_letter", adds=DRAFTS, changes=f"using ({SEES}) with check ({FINISHES})")
    _wall("incident_letter_text", adds=WRITES, changes="using (false)")
    _wall("incident_letter_stance", adds=STANDS, changes="using (false)")
    op.execute(f"grant update ({CHANGEABLE}) on incident_letter to samenzicht_app")
    op.execute(
        "create trigger names_blob before insert or update of blob_id on incident_letter"
        " for each row execute function samenzicht_name_blob()"
    )
    op.execute(STANDS_STILL)
    op.execute(
        "create trigger stands before update on incident_letter"
        " for each row execute function samenzicht_letter_stands()"
    )
    _rewrite(BEGINS, BEGINS + SOURCES)


def _make_letter() -> None:
    op.create_table(
        "incident_letter",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("case_id", "incident_case"),
        _key("organisation_id", "organisation"),
        _key("drafted_by_id", "person"),
        _moment("drafted_at"),
        sa.Column("current_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("blob_id", sa.String(32), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        _key("document_id", "document", nullable=True),
        _key("made_final_by_id", "person", nullable=True),
        _moment("made_final_at", nullable=True),
        sa.CheckConstraint(
            "num_nulls(sha256, size, pages, blob_id, wrapped_key, document_id, made_final_by_id,"
            " made_final_at) in (0, 8)",
            name=op.f("ck_incident_letter_final"),
        ),
    )
    op.create_index(
        "uq_incident_letter_case_id",
        "incident_letter",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("made_final_at is null"),
    )
    op.create_index(
        "ix_incident_letter_workspace_id", "incident_letter", ["workspace_id", "case_id"]
    )
    op.create_index("ix_incident_letter_blob_id", "incident_letter", ["blob_id"])


def _make_text() -> None:
    op.create_table(
        "incident_letter_text",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("letter_id", "incident_letter"),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _key("decision_id", "incident_decision"),
        _key("organisation_id", "organisation"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parties", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint(
            "cardinality(parties) > 0", name=op.f("ck_incident_letter_text_parties")
        ),
        sa.CheckConstraint(
            "btrim(addressee) <> '' and btrim(subject) <> '' and btrim(body) <> ''",
            name=op.f("ck_incident_letter_text_whole"),
        ),
    )
    op.create_index(
        "uq_incident_letter_text_letter_id",
        "incident_letter_text",
        ["letter_id", "number"],
        unique=True,
    )


def _make_stance() -> None:
    op.create_table(
        "incident_letter_stance",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("letter_id", "incident_letter"),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint(
            "kind in ('agreed', 'asked')", name=op.f("ck_incident_letter_stance_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'asked') = (btrim(words) <> '')", name=op.f("ck_incident_letter_stance_words")
        ),
    )
    op.create_index(
        "uq_incident_letter_stance_letter_id",
        "incident_letter_stance",
        ["letter_id", "position"],
        unique=True,
    )


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _wall(table: str, *, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({SEES})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(f"create policy changes on {table} for update {changes}")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def _rewrite(old: str, new: str) -> None:
    """Make the function anew with one part of its text replaced, and see that it was there."""
    op.execute(
        f"""
do $rewrite$
declare
  told text := pg_get_functiondef('{FUNCTION}'::regprocedure);
  old text := $old${old}$old$;
begin
  if position(old in told) = 0 then
    raise exception 'The function that finds a person is not as it was.';
  end if;
  execute replace(told, old, $new${new}$new$);
end
$rewrite$
"""
    )


def downgrade() -> None:
    """Take the tables away, and look in letters no more."""
    _rewrite(BEGINS + SOURCES, BEGINS)
    op.drop_table("incident_letter_stance")
    op.drop_table("incident_letter_text")
    op.drop_table("incident_letter")
    op.execute("drop function samenzicht_letter_stands()")
