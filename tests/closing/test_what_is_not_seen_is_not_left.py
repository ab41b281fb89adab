"""Nobody acts on all that an organisation brought while some of it is not shown to them.

Bram coordinates for IGJ, which shared an open and a classified document; he signed in too weakly.
"""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from app.closing.models import Choice, Ground, Layer
from app.closing.selection import SelectionLists
from app.closing.service import Chosen, give_answer, propose_destruction
from app.documents import queries
from app.documents import service as documents
from app.documents.models import Document
from app.documents.service import FolderPlace, Proposal
from app.identity.models import SignInSession
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.work import circumstances
from app.workspaces.models import Classification, Participation, Workspace, WorkspaceStatus
from tests.support.acting import acting
from tests.support.documents import rule_for

SEEN_IN_PART = "controle inlogde"
OPEN = {"closing_started_at": None}


@pytest.fixture(autouse=True)
def both(library, transaction, world):
    """What IGJ shared with IJenV: an open document and a classified one."""
    with transaction.as_owner() as owner:
        owner.get(Workspace, world.workspace.id).classification = Classification.DEPARTMENTAL
    return [
        library.bring("bram", rule_for("ijenv"), title=level, classification=level)
        for level in ("ongerubriceerd", "dep_vertrouwelijk")
    ]


@pytest.fixture
def sign_in(transaction, world):
    """Let the sessions of Bram be of a level."""

    def by(acr):
        with transaction.as_owner() as owner:
            mine = SignInSession.person_id == world.person("bram").id
            owner.execute(update(SignInSession).where(mine).values(acr=acr))

    return by


def test_nothing_is_taken_back_as_long_as_some_of_it_is_not_seen(
    browser_of, address, library, both, transaction, world, sign_in, started, answering
):
    answering("bram", "return")
    with transaction.as_owner() as owner:
        place = owner.get(Workspace, world.workspace.id)
        place.status, place.closed_at = WorkspaceStatus.CLOSED, clock.now()
    bram, anna = browser_of("bram"), browser_of("anna")
    sign_in("password")

    refused = bram.visit(address).submit("#take-form")

    assert refused.status == 422
    assert SEEN_IN_PART in refused.text("main")
    assert refused.has("#weak-sign-in")
    assert [anna.visit(library.address(each)).status for each in both] == [200, 200]
    sign_in("substantial")
    assert bram.visit(address).submit("#take-form").status == 303
    assert [anna.visit(library.address(each)).status for each in both] == [404, 404]


def test_what_was_destroyed_is_not_asked_about(app, both, transaction, world):
    """It stands above every clearance, and there is nothing left of it to act on."""
    weak = replace(world.actor("bram"), is_strong=False)

    def hides():
        with acting(app, weak):
            return queries.hides_own(world.workspace.id)

    before = hides()
    with transaction.as_owner() as owner:
        owner.execute(select(func.samenzicht_erase_document(both[1].id, clock.now())))

    assert (before, hides()) == (True, False)


def lay_down(actor, place, library, _part):
    proposal = Proposal(rules=(rule_for("ijenv"),), bases=library.bases)
    documents.set_folder_rules(actor, FolderPlace(place, None), proposal=proposal)


def look_first(actor, place, library, _part):
    proposal = Proposal(rules=(rule_for("ijenv"),), bases=library.bases)
    documents.impact_of(actor, FolderPlace(place, None), proposal=proposal)


def choose_what_stays(actor, _place, _library, part):
    documents.choose_what_stays(actor, part, choice="rules", seen="")


def answer(actor, place, _library, _part):
    give_answer(actor, place, chosen=Chosen(shared=Choice.DESTROY, private=Choice.ARCHIVE))


def destroy(actor, place, library, _part):
    lists = library.house.tool(SelectionLists)
    propose_destruction(actor, place, layer=Layer.SHARED, ground=Ground.COPY, lists=lists)


@pytest.fixture
def part(transaction, world):
    """The id of IGJ's part in the workspace."""
    with transaction.as_owner() as owner:
        igj = Participation.organisation_id == world.organisations["igj"].id
        here = Participation.workspace_id == world.workspace.id
        return owner.execute(select(Participation.id).where(igj, here)).scalar_one()


@pytest.mark.parametrize(
    ("act", "change"),
    [
        (lay_down, OPEN),
        (look_first, OPEN),
        (choose_what_stays, OPEN),
        (answer, {"closing_started_at": clock.now(), "closing_due_on": clock.today()}),
        (destroy, {"status": WorkspaceStatus.CLOSED, "closed_at": clock.now()}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_so_is_everything_else_that_is_done_with_all_of_it(
    app, act, change, library, part, both, transaction, world
):
    with transaction.as_owner() as owner:
        owner.execute(update(Workspace).where(Workspace.id == world.workspace.id).values(change))
    weak = replace(world.actor("bram"), is_strong=False)

    def acted():
        told = circumstances(request_id="of-a-test", queue=library.house.queue)
        with told, app.test_request_context(), acting(app, weak):
            act(weak, library.place(weak), library, part)

    with pytest.raises(Refused, match=SEEN_IN_PART):
        acted()
    with transaction.as_owner() as owner:
        secret = Document.id == both[1].id
        owner.execute(update(Document).where(secret).values(classification=0))
    if act is destroy:
        with pytest.raises(Refused, match="archief"):
            acted()
    else:
        acted()
