"""What stays in a log: what is under a legal hold wherever it stands, and what told of police data.

A hold on the workspace is of IGJ; who takes the log along has a line in that of the installation.
"""

import pytest
from sqlalchemy import text

from app.documents.service import changes
from app.documents.service.acceptance import Description
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.errors import Refused
from app.workspaces.models import Classification, Marking
from tests.support.acting import acting
from tests.support.documents import Library
from tests.support.holding import put_hold


@pytest.fixture
def taken(browser_of, world, transaction):
    """Bram took the log of the workspace along; the number of its line."""
    place = f"/workspaces/{world.workspace.ref}/log"
    assert browser_of("bram").visit(f"{place}/export?format=csv").status == 200
    newest = text("select max(index) + 1 from log_entry where tree_id = :id")
    with transaction.as_owner() as owner:
        return owner.execute(newest, {"id": PLATFORM_TREE}).scalar_one()


def test_a_hold_holds_what_the_log_of_the_installation_says_of_a_workspace(
    ask, agree, taken, transaction, world
):
    request = ask(taken, tree_id=PLATFORM_TREE, agreeing="nvwa")
    put_hold(transaction, world.workspace, by=world.person("bram"))
    with pytest.raises(Refused, match="vernietigingsstop"):
        agree(request, who="nvwa")


@pytest.fixture
def once_flagged(app, house, world):
    """Bram brought police data, and says later that there are none in it."""
    document = Library(house, world).bring("bram", title="Verhoor", is_police_data=True)
    actor = world.actor("bram")
    told = Description(
        folder_id=world.root.id,
        title="Verhoor",
        classification="ongerubriceerd",
        marking=Marking.CONFIDENTIAL,
    )
    with acting(app, actor):
        changes.change_description(
            actor, document.id, description=told, seen_version=1, highest=Classification.NONE
        )
    return document.id


@pytest.mark.parametrize("action", ["%:add", "%:change"])
def test_what_is_no_police_data_any_more_stays_as_well(ask, once_flagged, number_of, action):
    with pytest.raises(Refused, match="politiegegevens"):
        ask(number_of(once_flagged, action))
