"""Words of documents, tasks, findings and reports can be searched, within what the reader sees.

Why: people look for a word, not for a folder. Titles and texts that stand in a row get an index on
their words; the text of a file stands in a table of its own, filled by a job.
Deploy order: expand; old code never asks these, and a trigger keeps the new table in step with it.
The released documents there are get a job each; with new code the worker reads them, old code has
no such job and leaves them waiting.
On the way back: the texts and indexes go; uploaded files are not touched.

`samenzicht_found` looks in the indexes as the owner role, because an index on words cannot be used
behind row security: `@@` may not be asked before the policies are. So it restates the rule itself,
returns ids only, and what it returns is filtered by the policies once more. It takes the newest of
each kind up to a bound, so that a common word costs no more than that.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

WORDS = """
create function samenzicht_words(title text, body text) returns tsvector
language sql immutable parallel safe as $$
  select setweight(to_tsvector('dutch'::regconfig, title), 'A')
    || to_tsvector('dutch'::regconfig, body)
$$
"""
TABLE = """
create table document_text (
  document_id uuid constraint pk_document_text primary key
    constraint fk_document_text_document_id_document references document (id),
  workspace_id uuid not null
    constraint fk_document_text_workspace_id_workspace references workspace (id),
  number integer not null,
  title varchar(200) not null,
  body text not null,
  outcome varchar(20) not null,
  read_at timestamptz not null,
  words tsvector not null generated always as (samenzicht_words(title::text, body)) stored
)
"""
INDEXES = {
    "document": "samenzicht_words(title::text, ''::text)",
    "task": "samenzicht_words(title::text, details)",
    "finding": "samenzicht_words(title::text, text)",
    "report": "samenzicht_words(title::text, introduction)",
    "document_text": "words",
}

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
PLAIN = "not (x.is_special_category or x.is_criminal_data or x.is_police_data)"
"""No bulk search over data of AVG 9 and 10 and the Wpg: their text stands in no index."""


def _of_document(condition: str) -> str:
    return f"{INSIDE} and exists (select 1 from document x where x.id = document_id {condition})"


MAY_TAKE = "x.policy_id = any(array(select samenzicht_policies(3::smallint)))"
"""Who may only look on screen gets no text: words of it could be copied, line by line."""
SEES = _of_document(f"and x.current_number = number and {PLAIN} and (x.{MINE} or {MAY_TAKE})")
CHANGES = _of_document(f"and x.{MINE}")

FOLLOW = """
create function samenzicht_text_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.current_number <> old.current_number
    or new.is_special_category or new.is_criminal_data or new.is_police_data then
    delete from document_text where document_id = new.id;
  elsif new.title <> old.title then
    update document_text set title = new.title where document_id = new.id;
  end if;
  return null;
end
$$
"""
TRIGGER = """
create trigger text_follows after update of title, current_number, is_special_category,
  is_criminal_data, is_police_data on document
  for each row execute function samenzicht_text_follows()
"""

ASKED = (
    "x.workspace_id = any($2) and ($4::uuid is null or x.organisation_id = $4)"
    " and ($6::timestamptz is null or x.changed_at >= $6)"
    " and ($7::timestamptz is null or x.changed_at < $7)"
)
SEEN_DOCUMENT = (
    f"{ASKED} and ($5::smallint is null or x.classification = $5)"
    " and x.classification <= $10 and (x.organisation_id = $9 or (x.withdrawn_at is null"
    " and x.status = 'released' and x.policy_id = any($11)))"
)
OF_ALL = f"{ASKED} and (x.workspace_id = any($3) or x.organisation_id = $9)"
TEXT_FOR_READER = "(x.organisation_id = $9 or x.policy_id = any($12))"
FROM = {
    "document": (
        "(select x.id from document x where samenzicht_words((x.title)::text, ''::text) @@ $1"
        f" and {SEEN_DOCUMENT} and not ({PLAIN} and {TEXT_FOR_READER}"
        " and exists (select 1 from document_text t"
        " where t.document_id = x.id and t.number = x.current_number))"
        " order by x.id desc limit $8)"
        " union (select x.id from document_text t join document x on x.id = t.document_id"
        f" where t.words @@ $1 and t.number = x.current_number and {PLAIN}"
        f" and {SEEN_DOCUMENT} and {TEXT_FOR_READER} order by t.document_id desc limit $8)"
    ),
    "task": (
        "select x.id from task x where samenzicht_words((x.title)::text, x.details) @@ $1"
        f" and {OF_ALL} order by x.id desc limit $8"
    ),
    "finding": (
        "select x.id from finding x where samenzicht_words((x.title)::text, x.text) @@ $1"
        f" and {ASKED} and (x.organisation_id = $9"
        " or (x.audience = 'workspace' and x.workspace_id = any($3)))"
        " order by x.id desc limit $8"
    ),
    "report": (
        "select x.id from report x where samenzicht_words((x.title)::text, x.introduction) @@ $1"
        f" and {OF_ALL} order by x.id desc limit $8"
    ),
}


def _look(kind: str) -> str:
    """Return the look in one index; planned with its values, for a rare or a common word."""
    statement = FROM[kind].replace("'", "''")
    return f"""
  if '{kind}' = any(kinds) then
    return query execute 'select ''{kind}''::text, found.id from ({statement}) found'
      using asked, mine, shared, owner, classified, since, past, most, own, clearance, policies,
        takeable;
  end if;"""


FOUND = f"""
create function samenzicht_found(asked tsquery, kinds text[], place uuid, owner uuid,
  classified smallint, since timestamptz, past timestamptz, most integer)
returns table (kind text, id uuid)
language plpgsql stable security definer set search_path = public, pg_temp rows 100 as $$
declare
  mine uuid[] := array(select w from samenzicht_workspaces() w where place is null or w = place);
  shared uuid[] := array(select samenzicht_shared_workspaces());
  own uuid := samenzicht_organisation();
  clearance smallint := samenzicht_clearance();
  policies uuid[] := array(select samenzicht_policies(2::smallint));
  takeable uuid[] := array(select samenzicht_policies(3::smallint));
begin
{"".join(_look(kind) for kind in FROM)}
end
$$
"""
BACKLOG = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args)
select 'default', 'search.read_text', 'search.' || id,
  jsonb_build_object('document', id, 'workspace', workspace_id, 'organisation', organisation_id)
from document where status = 'released'
  and not (is_special_category or is_criminal_data or is_police_data)
"""


def upgrade() -> None:
    """Make the words, the table of texts with its wall, and the one function that looks in them."""
    op.execute(WORDS)
    op.execute(TABLE)
    for table, words in INDEXES.items():
        op.execute(f"create index ix_{table}_words on {table} using gin ({words})")
    op.execute("alter table document_text enable row level security")
    op.execute("alter table document_text force row level security")
    op.execute(f"create policy sees on document_text for select using ({SEES})")
    op.execute(f"create policy adds on document_text for insert with check ({CHANGES})")
    op.execute(
        f"create policy changes on document_text for update using ({CHANGES})"
        f" with check ({CHANGES})"
    )
    op.execute(f"create policy removes on document_text for delete using ({CHANGES})")
    op.execute("grant select, insert, update, delete on document_text to samenzicht_app")
    op.execute("grant select on document_text to samenzicht_keeper")
    op.execute(FOLLOW)
    op.execute(TRIGGER)
    op.execute(FOUND)
    op.execute(BACKLOG)


def downgrade() -> None:
    """Take the texts, the indexes and the functions away."""
    op.execute("delete from procrastinate_jobs where task_name = 'search.read_text'")
    op.execute(
        "drop function samenzicht_found(tsquery, text[], uuid, uuid, smallint, timestamptz,"
        " timestamptz, integer)"
    )
    op.execute("drop trigger text_follows on document")
    op.execute("drop function samenzicht_text_follows()")
    op.execute("drop table document_text")
    for table in INDEXES:
        op.execute(f"drop index if exists ix_{table}_words")
    op.execute("drop function samenzicht_words(text, text)")
