"""Crawling as somebody, and changing what is another organisation's own.

A crawl asks everything there is to read, from the URL map, and takes all the ticked documents along
in one archive. Two crawls can be compared once what is new in every answer is left out.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

from flask import Flask
from sqlalchemy import String, Text, text
from werkzeug.test import TestResponse

from app.kernel.db import Base
from tests.support.markers import KINDS, MARKER, marked
from tests.support.matrix import NOTHING, Asker, markers_in, questions
from tests.support.scene import Scene

NEW_EACH_TIME = re.compile(
    r'nonce-[\w-]+|nonce="[^"]*"|value="[\w=-]{88}"|"[\w=-]{88}"|urn:request:\w+'
    r'|name="form_key" value="[0-9a-f-]{36}"'
)
ALL = ("",)
BUNDLE = "documents.bundle"
LOG = ("oversight.", "oversight_api.")
"""Routes that tell how many lines the workspace's log has, hidden ones included."""
NUMBERED = ("identity.callback",)
"""Routes that answer with a number to quote, new each time."""
CODES = frozenset(
    {
        ("document", "marking"),
        ("document", "status"),
        ("document_version", "media_type"),
        ("document_version", "status"),
        ("document_version", "blob_id"),
        ("document_text", "outcome"),
        ("access_rule", "legal_basis"),
        ("finding", "aspect"),
        ("finding", "judgement"),
        ("finding", "status"),
        ("finding", "audience"),
        ("finding", "ref"),
        ("evidence", "media_type"),
        ("access_request", "answer"),
    }
)
"""Columns of text in which only our own words stand."""
OF_A_DOCUMENT = ("document_version", "document_text", "access_request")


def crawl(app: Flask, asker: Asker, *, routes: tuple[str, ...] = ALL) -> dict[str, TestResponse]:
    """Ask everything there is to read, and for an archive of all documents.

    Args:
        routes: how the endpoints begin of which it is asked.
    """
    reading = [
        each
        for each in questions(app)
        if each.method == "GET"
        and each.thing != NOTHING
        and each.rule.endpoint not in NUMBERED
        and each.rule.endpoint.startswith(routes)
    ]
    answers = {f"{each.rule.endpoint} {each}": asker.ask(each) for each in reading}
    for place in ("here", "there") if BUNDLE.startswith(routes) else ():
        answers[f"{BUNDLE} {place}"] = take_along(asker, place)
    return answers


def take_along(asker: Asker, place: str) -> TestResponse:
    """Tick every document there is and ask for the archive."""
    ticked = [str(asker.scene.ids[name]) for name in KINDS["document_id"]]
    with asker.scene.transaction.undone():
        answer = asker.browser.client.post(
            f"/workspaces/{asker.scene.refs[place]}/documents/zip",
            data={"document": ticked, "csrf_token": asker.token},
            headers=asker.browser.headers,
        )
        answer.get_data()
        answer.close()
    return answer


def told(answer: TestResponse) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """Return an answer without what is new each time; addresses and ids stay in it."""
    headers = tuple(
        (name, NEW_EACH_TIME.sub("", value))
        for name, value in sorted(answer.headers.items())
        if name != "Set-Cookie"
    )
    body = NEW_EACH_TIME.sub("", answer.get_data().decode("latin-1"))
    return answer.status_code, headers, hashlib.sha256(body.encode()).hexdigest()


def betrayed(answer: TestResponse) -> set[str]:
    """Return the things whose marker stands in an answer, also inside an archive."""
    found = markers_in(answer)
    if answer.mimetype == "application/zip" and answer.status_code == 200:
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
            for name in archive.namelist():
                content = archive.read(name).decode("utf-8", "replace")
                found |= set(MARKER.findall(f"{name}\n{content}"))
    return found


def mark_all(owner: Any, scene: Scene, name: str) -> int:
    """Put the marker of a document in every text that belongs to it; return how many columns."""
    let_versions_change(owner)
    done, at = 0, {"id": scene.ids[name], "marker": marked(name)}
    policies = "select policy_id from document where id = :id"
    places = [("document", "id = :id"), ("access_rule", f"policy_id in ({policies})")]
    places += [(table, "document_id = :id") for table in OF_A_DOCUMENT]
    for table, condition in places:
        for column in _texts(table):
            done += owner.execute(
                text(f"update {table} set {column} = :marker where {condition}"), at
            ).rowcount
    return done


def let_versions_change(owner: Any) -> None:
    """Take away, for the test, what keeps a version as it is once it has its verdict."""
    owner.execute(text("alter table document_version disable trigger user"))


def _texts(table: str) -> list[str]:
    columns = Base.metadata.tables[table].columns
    return [
        each.name
        for each in columns
        if isinstance(each.type, String | Text) and (table, each.name) not in CODES
    ]
