"""The second wall alone, in plain SQL: nobody writes evidence, approvals or profiles of others.

Each statement is one that only a fault of ours could send; row security must stop it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock, ids
from tests.support.acting import acting

ANSWER = (
    "insert into sharing_answer (id, workspace_id, document_id, organisation_id, receiver_id,"
    " asked_by_id, answered_at, answer, legal_basis, until, facts, disclosure)"
    " values (:id, :place, :document, {owner}, :receiver, {asker}, :now, 'no', '', null, '{{}}',"
    " '')"
)
BASIS = (
    "insert into own_basis (id, code, workspace_id, document_id, owner_id, receiver_id,"
    " document_title, workspace_ref, law, article, purpose, data, special_data, valid_until,"
    " reason, asked_by_id, asked_at, answer, answer_reason, answered_at) values (:id, 'EIGEN-1',"
    " :place, :document, {owner}, :receiver, 'x', 'x', 'x', 'x', 'x', '{{}}', '{{}}', :today, 'x',"
    " {asker}, :now, {answer}, '', {answered})"
)
PROFILE = (
    "insert into sharing_profile (id, workspace_id, name, made_by_id, made_at)"
    " values (:id, :place, 'x', :me, :now)"
)
OPEN = {"answer": "'open'", "answered": "null"}
GRANTED = {"answer": "'granted'", "answered": ":now"}
ATTEMPTS = [
    ("anna", ANSWER.format(owner=":igj", asker=":me")),
    ("anna", ANSWER.format(owner=":mine", asker=":me")),
    ("bram", ANSWER.format(owner=":mine", asker=":other")),
    ("dirk", ANSWER.format(owner=":mine", asker=":me")),
    ("anna", BASIS.format(owner=":mine", asker=":me", **OPEN)),
    ("bram", BASIS.format(owner=":mine", asker=":me", **GRANTED)),
    ("bram", BASIS.format(owner=":mine", asker=":other", **OPEN)),
    ("dirk", BASIS.format(owner=":igj", asker=":me", **OPEN)),
    ("bram", PROFILE),
    ("dirk", PROFILE),
]
OWN = [
    ("bram", ANSWER.format(owner=":mine", asker=":me")),
    ("bram", BASIS.format(owner=":mine", asker=":me", **OPEN)),
    ("anna", PROFILE),
]


@pytest.fixture
def try_it(app, world, document):
    def tried(who, statement):
        actor = world.actor(who)
        known = {
            "id": ids.new_id(),
            "place": world.workspace.id,
            "document": document.id,
            "mine": actor.organisation_id,
            "igj": world.organisations["igj"].id,
            "receiver": world.organisations["ivho"].id,
            "me": actor.person_id,
            "other": world.person("cora").id,
            "now": clock.now(),
            "today": clock.today(),
        }
        with acting(app, actor) as session:
            session.connection().execute(text(statement), known)

    return tried


@pytest.mark.parametrize(("who", "statement"), ATTEMPTS)
def test_it_is_stopped(try_it, who, statement):
    with pytest.raises(ProgrammingError, match="row-level security"):
        try_it(who, statement)


@pytest.mark.parametrize(("who", "statement"), OWN)
def test_the_same_statement_passes_for_whom_it_is(try_it, who, statement):
    """The proof that the attempts above fail for the reason they should."""
    try_it(who, statement)
