"""A fault planted in document requests is caught: by the commit, by the version, by a wall."""

import pytest

from app.kernel.errors import NotFound, OutOfDate, UncheckedWork
from app.requests import policy, queries, service
from app.requests.service import steps
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.mutating import WithoutCall, WithoutCheckOf, WithoutCondition, plant


@pytest.fixture
def refuse(house, world, in_dutch):
    """Refuse a request as Bram, who loaded it."""

    def done(request, *, who="bram", seen_version=1):
        actor = world.actor(who)
        with in_dutch(), house.database.session_for(actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            permission = policy.RequestPermission.VIEW
            found = queries.get_for(actor, permission, request_id=request.id, workspace=place)
            service.refuse(actor, found, reason="Dat hebben wij niet.", seen_version=seen_version)

    return done


def test_it_is_refused_as_it_stands(ask, refuse, stored):
    request = ask()
    refuse(request)
    assert stored(request).refusal == "Dat hebben wij niet."


def test_without_a_decision_nothing_is_saved(ask, refuse, stored, monkeypatch):
    request = ask()
    plant(monkeypatch, steps.take, WithoutCall("require"))
    with pytest.raises(UncheckedWork, match="without a decision"):
        refuse(request)
    assert stored(request).refusal == ""


def test_without_a_record_nothing_is_saved(ask, refuse, stored, monkeypatch):
    request = ask()
    plant(monkeypatch, steps._changed, WithoutCall("record"))
    with pytest.raises(UncheckedWork, match="without a record"):
        refuse(request)
    assert stored(request).refusal == ""


def test_what_changed_meanwhile_is_not_overwritten(ask, refuse, monkeypatch):
    request = ask()
    with pytest.raises(OutOfDate):
        refuse(request, seen_version=7)
    plant(monkeypatch, steps.take, WithoutCheckOf("seen_version"))
    refuse(request, seen_version=7)


def test_a_forgotten_condition_is_caught_by_the_second_wall(
    ask, house, world, transaction, monkeypatch
):
    ask()

    def shown(who):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            return len(queries.list_of(actor, place))

    with transaction.without_row_security():
        assert shown("carla") == 0
        plant(monkeypatch, queries._whole, WithoutCondition())
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("app.requests.queries._row", lambda _actor, each, _place: each)
            assert shown("carla") == 1
    assert shown("carla") == 0


def test_somebody_of_another_organisation_cannot_even_load_it(ask, refuse):
    request = ask()
    with pytest.raises(NotFound):
        refuse(request, who="carla")
