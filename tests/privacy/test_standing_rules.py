"""Rules that stood before disclosures were kept, and the step that writes them down."""

from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, text

from app.documents.models import AccessRule, Disclosure
from app.kernel import ids
from tests.support.documents import rule_for

step = import_module("migrations.versions.0058_disclosures_of_standing_rules")


@pytest.fixture
def write_down(transaction):
    """Forget every disclosure, as before they were kept, and take the step; return the rows."""

    def written():
        with transaction.as_owner() as owner:
            owner.execute(text("delete from disclosure"))
            context = MigrationContext.configure(owner.connection())
            with Operations.context(context):
                step.upgrade()
            found = list(owner.execute(select(Disclosure).order_by(Disclosure.level)).scalars())
            owner.expunge_all()
            return found

    return written


def test_what_stands_is_written_down_with_who_gave_it_and_when(
    library, write_down, transaction, world
):
    document = library.bring("bram", rule_for("ivho", "view"), rule_for("ijenv", "download"))
    with transaction.as_owner() as owner:
        given = owner.execute(
            text("select max(at) from log_entry where action = 'document:access:grant'")
        ).scalar_one()
        rules = {each.level: each.id for each in owner.execute(select(AccessRule)).scalars()}
    rows = write_down()
    assert [(each.level, each.document_id) for each in rows] == [(2, document.id), (3, document.id)]
    assert {each.level: each.rule_id for each in rows} == rules
    assert all(each.given_by_id == world.person("bram").id for each in rows)
    assert all(each.given_at == given and each.ended_at is None for each in rows)
    assert all(each.purpose == "Samen onderzoeken" for each in rows)


def test_without_a_line_in_the_log_the_rule_tells_its_own_moment(library, write_down, transaction):
    library.bring("bram", rule_for("ivho", "view"))
    with transaction.as_owner() as owner:
        owner.execute(text("delete from log_entry where action = 'document:access:grant'"))
    (row,) = write_down()
    assert row.given_by_id is None
    with transaction.as_owner() as owner:
        (rule,) = owner.execute(select(AccessRule)).scalars()
        assert abs((row.given_at - ids.moment_of(rule.id)).total_seconds()) < 0.01


def test_what_ends_afterwards_ends_as_any_other(library, write_down, transaction):
    document = library.bring("bram", rule_for("ivho", "view"))
    write_down()
    library.share("bram", document.id)
    with transaction.as_owner() as owner:
        (row,) = owner.execute(select(Disclosure)).scalars()
        assert row.ended_at is not None
        assert row.rule_id is None
