"""The reference slice: the least any such page must do.

A Flask session cookie, ``set_config``, one row-secured query for the newest 50 of 1,000,000 rows
with SQLAlchemy Core, and a Jinja page of about 9 kB. Beside it the least that a change must do: two
rows in one durable transaction.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template_string, session
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    create_engine,
    select,
    text,
)

from app.kernel.db import driver_url
from config.settings import read_settings

ROWS = 1_000_000
ORGANISATIONS = 20
PAGE, LONG_PAGE = 50, 500
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
  using (organisation = nullif(current_setting('slice.organisation', true), '')::int);
grant select on slice_document to samenzicht_app;
analyze slice_document;
create table slice_task (id bigserial primary key, organisation int not null, title text not null);
create table slice_entry (id bigserial primary key, task int not null, fact text not null);
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
INSERT_ENTRY = text("insert into slice_entry (task, fact) values (:task, 'asked')")
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

    @app.get("/sign-in")
    def sign_in() -> Response:
        session["organisation"] = 7
        return Response("ok")

    @app.get("/")
    def documents() -> str:
        return draw(page)

    @app.get("/long")
    def many_documents() -> str:
        return draw(long_page)

    def draw(wanted: Select[Any]) -> str:
        organisation = session["organisation"]
        with engine.begin() as connection:
            connection.execute(
                text("select set_config('slice.organisation', :organisation, true)"),
                {"organisation": str(organisation)},
            )
            rows = connection.execute(wanted).all()
        return render_template_string(PAGE_SOURCE, rows=rows, who=organisation)

    @app.post("/tasks")
    def ask() -> Response:
        """Put in a task and the row of its log; both survive a power cut before the answer."""
        with engine.begin() as connection:
            connection.execute(
                text("select set_config('slice.organisation', :organisation, true)"),
                {"organisation": str(session["organisation"])},
            )
            number = connection.execute(INSERT_TASK, {"organisation": session["organisation"]})
            connection.execute(INSERT_ENTRY, {"task": number.scalar_one()})
        return Response("ok")

    return app


def application() -> Flask:
    """Build the slice in a server's process; the database's address is in the settings."""
    address = read_settings().database_url
    assert address is not None
    return make_slice(address.get_secret_value())
