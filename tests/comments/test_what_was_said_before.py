"""What stood before comments kept for whom they were: each gets the audience it was written for.

The migration is taken back and done again over rows of which we know whom they were for."""

from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from app.findings.models import Audience
from tests.support.documents import rule_for
from tests.support.judgement import Desk

step = import_module("migrations.versions.0055_who_was_meant")


@pytest.fixture
def migrated_again(transaction):
    """Take the step back, and do it again."""

    def again():
        with transaction.as_owner() as owner:
            context = MigrationContext.configure(owner.connection())
            with Operations.context(context):
                step.downgrade()
                step.upgrade()

    return again


@pytest.fixture
def audiences(kept):
    """For whom each comment is, by its words."""
    return lambda: {each.body: str(each.audience) for each in kept()}


def test_beside_a_finding_each_gets_the_audience_of_its_version(
    app, world, transaction, browser_of, migrated_again, audiences
):
    desk = Desk(app, world, transaction)
    finding = desk.finding("bram", audience=Audience.OWN)
    path = f"/workspaces/{world.workspace.ref}/findings/{finding}/comments"
    browser_of("bram").visit(path).submit("#comment-form", body="Onder ons")
    desk.change_finding("bram", finding, seen_version=1, audience=Audience.WORKSPACE)
    browser_of("bram").visit(path).submit("[id^=answer-]", body="Ook onder ons")
    browser_of("bram").visit(path).submit("#comment-form", body="Voor allen")
    before = audiences()

    migrated_again()

    assert (
        audiences()
        == before
        == {
            "Onder ons": "own",
            "Ook onder ons": "own",
            "Voor allen": "workspace",
        }
    )
    shown = browser_of("anna").visit(path).text("main")
    assert ("onder ons" in shown.lower(), "Voor allen" in shown) == (False, True)


def test_beside_a_document_only_where_others_talked_along_or_were_named(
    browser_of, library, document, migrated_again, audiences
):
    path = library.address(document, "/comments")
    for words in ("Vraag", "Klopt dit, @Anna?", "Niemand antwoordde"):
        browser_of("bram").visit(path).submit("#comment-form", body=words)
    browser_of("anna").visit(path).submit("[id^=answer-]", body="Antwoord")
    private = library.bring("bram")
    there = library.address(private, "/comments")
    browser_of("bram").visit(there).submit("#comment-form", body="Onder ons, @Cora")
    library.share("bram", private.id, rule_for("ijenv", "download"))

    migrated_again()

    assert audiences() == {
        "Vraag": "workspace",
        "Antwoord": "workspace",
        "Klopt dit, @Anna?": "workspace",
        "Niemand antwoordde": "own",
        "Onder ons, @Cora": "own",
    }
