"""What the pages of workspaces cost: few statements, and the same however many rows there are."""

import pytest

from app.identity.models import Person
from app.kernel import clock
from app.workspaces.models import MemberRole, Membership

MOST_TO_READ, MOST_TO_WRITE = 8, 14


@pytest.fixture
def crowd(world, transaction):
    """Let a hundred more people of IGJ work in the workspace."""

    def come():
        igj = world.organisations["igj"]
        with transaction.as_owner() as owner:
            people = [
                Person(
                    organisation_id=igj.id,
                    login=f"crowd-{number}",
                    name=f"Iemand {number}",
                    email=f"crowd-{number}@igj.example",
                    job_title="arts",
                    duties=[],
                )
                for number in range(100)
            ]
            owner.add_all(people)
            owner.flush()
            owner.add_all(
                Membership(
                    workspace_id=world.workspace.id,
                    person_id=person.id,
                    organisation_id=igj.id,
                    role=MemberRole.READER,
                    added_by_id=world.person("bram").id,
                    added_at=clock.now(),
                )
                for person in people
            )

    return come


@pytest.mark.parametrize("path", ["/workspaces", "/workspaces/{ref}/members"])
def test_reading_costs_the_same_for_few_and_many(browser_of, ref, statements, crowd, path):
    anna = browser_of("anna")
    statements.clear()
    few = anna.visit(path.format(ref=ref))
    count = len(statements)
    crowd()
    statements.clear()
    many = anna.visit(path.format(ref=ref))

    assert (few.status, many.status) == (200, 200)
    assert len(statements) == count, statements
    assert count <= MOST_TO_READ, statements


def test_adding_somebody_costs_few(browser_of, ref, statements, crowd):
    page = browser_of("anna").visit(f"/workspaces/{ref}/members")
    crowd()
    statements.clear()

    page.submit("form#add-person", email="els@ijenv.example", role="reader")

    assert len(statements) <= MOST_TO_WRITE, statements
