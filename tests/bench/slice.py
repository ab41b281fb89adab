"""The reference slice: the least any such page must do.

A Flask session cookie, ``set_config``, one row-secured query for the newest 50 of 1,000,000 rows
with SQLAlchemy Core, and a Jinja page of about 9 kB. Beside it the least that a search must do, 25
ranked hits for a Dutch word among 100,000 texts; and the least that a change must do, two
row-secured rows in one durable transaction.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template_string, session
from sqlalchemy import (
    Column,
    DateTime,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    select,
    text,
)

from app.kernel.db import driver_url
from config.settings import read_settings

ROWS, TEXTS = 1_000_000, 100_000
ORGANISATIONS = 20
PAGE, SOME_PAGE, LONG_PAGE = 50, 200, 500
HITS = 25
RARE = "zeldzaam7"
"""A word of 100 of the texts."""
_OWN = "(organisation = nullif(current_setting('slice.organisation', true), '')::int)"
MAKE = f"""
create table slice_document (id int primary key, organisation int not null,
  title text not null, kind text not null, size int not null, changed_at timestamptz not null);
insert into slice_document select n, n % {ORGANISATIONS}, 'Document number ' || n,
  'application/pdf', n * 37 % 9000000, timestamptz '2026-01-01' + n * interval '1 second'
  from generate_series(1, {ROWS}) n;
create index on slice_document (organisation, changed_at desc);
alter table slice_document enable row level security;
alter table slice_document force row level security;
create policy sees on slice_document for select
  using {_OWN};
grant select on slice_document to samenzicht_app;
analyze slice_document;
create table slice_text (id int primary key, organisation int not null, title text not null,
  kind text not null, size int not null, changed_at timestamptz not null, words tsvector not null);
insert into slice_text select n, n % {ORGANISATIONS}, 'Text number ' || n, 'application/pdf',
  n * 37 % 9000000, timestamptz '2026-01-01' + n * interval '1 second', to_tsvector('dutch',
    'Observaties leefgroep ' || n || ' zeldzaam' || n % {TEXTS // 100})
  from generate_series(1, {TEXTS}) n;
create index on slice_text using gin (words);
grant select on slice_text to samenzicht_app;
analyze slice_text;
create table slice_task (id bigserial primary key, organisation int not null, title text not null);
create table slice_entry (id bigserial primary key, organisation int not null, task int not null,
  fact text not null);
alter table slice_task enable row level security;
alter table slice_task force row level security;
create policy owns on slice_task using {_OWN} with check {_OWN};
alter table slice_entry enable row level security;
alter table slice_entry force row level security;
create policy owns on slice_entry using {_OWN} with check {_OWN};
grant select, insert on slice_task, slice_entry to samenzicht_app;
grant usage on all sequences in schema public to samenzicht_app
"""
DOCUMENTS = Table(
    "slice_document",
    MetaData(),
    Column("id", Integer),
    Column("organisation", Integer),
    Column("title", String),
    Column("kind", String),
    Column("size", Integer),
    Column("changed_at", DateTime(timezone=True)),
)
INSERT_TASK = text(
    "insert into slice_task (organisation, title) values (:organisation, 'A task') returning id"
)
INSERT_ENTRY = text(
    "insert into slice_entry (organisation, task, fact) values (:organisation, :task, 'asked')"
)
# Row security would keep PostgreSQL from its index here (`@@` is not leakproof), so this names it.
SEARCH = text(
    "select id, title, kind, size, changed_at from slice_text,"
    " websearch_to_tsquery('dutch', :typed) query"
    " where words @@ query and organisation = :organisation"
    " order by ts_rank(words, query) desc, id limit :hits"
)
PAGE_SOURCE = """<!DOCTYPE html>
<html lang="nl"><head><title>Documents</title></head><body>
<header><nav><a href="/">Work</a> <a href="/workspaces">Workspaces</a></nav>
<p>{{ who }}</p></header>
<main><h1>Documents</h1>
<table><thead><tr><th>Title</th><th>Kind</th><th>Size</th><th>Changed</th></tr></thead><tbody>
{% for row in rows %}<tr><th><a href="/documents/{{ row.id }}">{{ row.title }}</a></th>
<td>{{ row.kind }}</td><td>{{ row.size }}</td>
<td><time datetime="{{ row.changed_at.isoformat() }}">{{ row.changed_at }}</time></td></tr>
{% endfor %}</tbody></table></main></body></html>"""


def make_slice(database_url: str) -> Flask:
    """Build the slice on a database in which its table was made."""
    app = Flask(__name__)
    app.secret_key = "reference slice"
    engine = create_engine(driver_url(database_url), pool_size=8)
    newest = select(DOCUMENTS).order_by(DOCUMENTS.c.changed_at.desc())
    page, long_page = newest.limit(PAGE), newest.limit(LONG_PAGE)
    some_page = newest.limit(SOME_PAGE)

    @app.get("/sign-in")
    def sign_in() -> Response:
        session["organisation"] = 7
        return Response("ok")

    @app.get("/")
    def documents() -> str:
        return draw(page)

    @app.get("/some")
    def some_documents() -> str:
        return draw(some_page)

    @app.get("/search")
    def search() -> str:
        return draw(SEARCH, typed=RARE, hits=HITS, organisation=session["organisation"])

    @app.get("/long")
    def many_documents() -> str:
        return draw(long_page)

    def draw(wanted: Executable, **values: Any) -> str:
        organisation = session["organisation"]
        with engine.begin() as connection:
            connection.execute(
                text("select set_config('slice.organisation', :organisation, true)"),
                {"organisation": str(organisation)},
            )
            rows = connection.execute(wanted, values).all()
        return render_template_string(PAGE_SOURCE, rows=rows, who=organisation)

    @app.post("/tasks")
    def ask() -> Response:
        """Put in a task and the row of its log; both survive a power cut before the answer."""
        with engine.begin() as connection:
            connection.execute(
                text("select set_config('slice.organisation', :organisation, true)"),
                {"organisation": str(session["organisation"])},
            )
            own = {"organisation": session["organisation"]}
            number = connection.execute(INSERT_TASK, own).scalar_one()
            connection.execute(INSERT_ENTRY, own | {"task": number})
        return Response("ok")

    return app


def application() -> Flask:
    """Build the slice in a server's process; the database's address is in the settings."""
    address = read_settings().database_url
    assert address is not None
    return make_slice(address.get_secret_value())
