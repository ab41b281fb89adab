"""The second wall alone, asked in plain SQL: nobody writes a row of another party.

Each statement is one that only a fault of ours could send; row security must stop it.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.documents.models import Document, Level
from app.kernel import ids
from tests.support.acting import acting
from tests.support.judgement import Desk

RULE = (
    "insert into access_rule (id, policy_id, workspace_id, owner_id, organisation_id, level,"
    " legal_basis, purpose, people) values (:id, :policy, :place, :own, :own, 5, 'x', 'x', '{}')"
)
VERSION = (
    "insert into document_version select :id, document_id, workspace_id, 2, file_name, media_type,"
    " size, sha256, blob_id, wrapped_key, uploaded_by_id, uploaded_at, note from document_version"
    " where document_id = :document"
)
ADVICE = (
    "insert into recommendation (id, finding_id, workspace_id, position, text, addressee)"
    " values (:id, :finding, :place, 9, 'x', 'x')"
)
EVIDENCE = "insert into evidence values (:finding, :document, :place, :theirs, 1, 'x', 'x', now())"
TASK = (
    "insert into task (id, workspace_id, number, ref, title, details, organisation_id,"
    " asking_organisation_id, status, changed_at, version)"
    " values (:id, :place, 1, 'x', 'x', '', :own, :theirs, 'open', now(), 1)"
)
CHAPTER = "insert into report_finding values (:report, :other, :place, 9, null)"
LOG_TREE = "insert into log_tree (id, size) values (:id, 0)"
LOG_LINE = (
    "insert into log_entry (tree_id, index, at, action, actor_id, organisation_id, object_kind,"
    " object_id, entry, leaf_hash)"
    " values (:elsewhere, 77, now(), 'x', null, null, 'workspace', null, '', '')"
)
MEMBER = (
    "insert into membership (id, workspace_id, person_id, organisation_id, role, added_at)"
    " values (:id, :place, :{person}, :{organisation}, 'coordinator', now())"
)


@pytest.fixture
def things(app, world, transaction):
    """What belongs to others: a document of IGJ, a finding of IGJ, a report of IJenV."""
    desk = Desk(app, world, transaction)
    document = desk.document("igj", ijenv=Level.VIEW)
    with transaction.as_owner() as owner:
        policy = owner.get_one(Document, document).policy_id
    return {
        "id": ids.new_id(),
        "place": world.workspace.id,
        "elsewhere": world.elsewhere.id,
        "document": document,
        "policy": policy,
        "finding": desk.finding("bram"),
        "other": desk.finding("bram", title="Nog een"),
        "report": desk.report(),
        "ijenv": world.organisations["ijenv"].id,
        "igj": world.organisations["igj"].id,
        "els": world.person("els").id,
        "dirk": world.person("dirk").id,
    }


def rows_written(app, actor, statement, values):
    """How many rows a statement writes; row security refuses or finds none."""
    names = {**values, "own": actor.organisation_id}
    names["theirs"] = values["igj" if actor.organisation_code == "ijenv" else "ijenv"]
    bound = text(statement)
    given = {name: names[name] for name in bound._bindparams}
    with acting(app, actor) as session:
        try:
            return session.connection().execute(bound, given).rowcount
        except ProgrammingError as refusal:
            if "row-level security" not in str(refusal):
                raise
            return 0
        finally:
            session.rollback()


@pytest.mark.parametrize(
    ("who", "statement"),
    [
        ("anna", RULE),
        ("anna", VERSION),
        ("anna", ADVICE),
        ("anna", "update recommendation set text = 'x' where finding_id = :finding"),
        ("anna", "delete from recommendation where finding_id = :finding"),
        ("anna", EVIDENCE),
        ("bram", TASK),
        ("bram", CHAPTER),
        ("bram", "update seat set status = 'signed' where organisation_id = :ijenv"),
        ("bram", "delete from seat where report_id = :report"),
        ("anna", LOG_TREE),
        ("anna", LOG_LINE),
        ("els", MEMBER.format(person="els", organisation="ijenv")),
        ("bram", MEMBER.format(person="dirk", organisation="igj")),
    ],
    ids=[
        "a rule in another's policy",
        "a version by who only looks",
        "advice in another's finding",
        "other words in another's finding",
        "no advice any more",
        "evidence in another's finding",
        "a task in another's name",
        "a chapter in another's report",
        "a decision for another's seat",
        "no seats any more",
        "a log of nothing",
        "a line in a log of elsewhere",
        "let oneself in",
        "let in a stranger",
    ],
)
def test_row_security_refuses_to_write_for_another(app, world, things, who, statement):
    assert rows_written(app, world.actor(who), statement, things) == 0


def test_no_table_of_a_session_stands_before_ours_in_a_definers_function(owner_engine):
    """Source: PostgreSQL, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"."""
    statement = text(
        "select proname from pg_proc where prosecdef and proname like 'samenzicht%'"
        " and not coalesce(proconfig @> array['search_path=public, pg_temp'], false)"
    )
    with owner_engine.connect() as connection:
        assert connection.execute(statement).scalars().all() == []
