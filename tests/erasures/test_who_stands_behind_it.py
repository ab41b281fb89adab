"""Two privacy officers stand behind what is erased, each in person and signed in anew."""

import pytest
from sqlalchemy import text

from app.erasures import queries, service
from app.erasures.jobs import tell
from app.erasures.policy import ErasurePermission
from app.identity import queries as identity
from app.identity.service import people
from app.kernel import clock, ids
from app.kernel.access import NotAllowed, system_actor
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.errors import NotFound, Refused
from app.oversight.platform import TRUST
from tests.support.acting import acting
from tests.support.confirmed import confirmed
from tests.support.holding import put_hold


def test_no_command_erases(keeper_command):
    status, said = keeper_command("audit", "erase", "--help")
    assert (status, "No such command" in said) == (2, True), said


def test_of_a_read_its_bronhouder_agrees_and_no_other_partner(ask, agree, read, row):
    _document, number = read
    with pytest.raises(Refused, match="kan hier niet akkoord gaan"):
        ask(number, asker="ijenv", agreeing="ivho")
    request = ask(number, asker="ijenv", agreeing="igj")
    with pytest.raises(NotFound):
        agree(request, who="ivho")
    assert row(number)["entry"] is not None
    agree(request, who="igj")
    assert row(number)["entry"] is None


def test_what_tells_of_police_data_stays(ask, read, row, transaction):
    document_id, number = read
    with transaction.as_owner() as owner:
        statement = text("update document set is_police_data = true where id = :id")
        owner.execute(statement, {"id": document_id})
    with pytest.raises(Refused, match="politiegegevens"):
        ask(number, asker="ijenv", agreeing="igj")
    assert row(number)["entry"] is not None


@pytest.fixture
def nobodys(line, transaction, tree):
    """A line of no organisation, about nothing that anybody brought."""
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text(
                "update log_entry set organisation_id = null, object_kind = 'workspace'"
                " where tree_id = :tree and index = :index"
            ),
            {"tree": tree, "index": line - 1},
        )
        owner.execute(text("alter table log_entry enable trigger guards_lines"))
    return line


def test_of_a_line_of_nobody_only_who_takes_part_asks_and_agrees(ask, agree, nobodys, row):
    with pytest.raises(Refused, match="regel is er niet voor jou"):
        ask(nobodys, asker="nvwa", agreeing="igj")
    with pytest.raises(Refused, match="kan hier niet akkoord gaan"):
        ask(nobodys, asker="igj", agreeing="nvwa")
    agree(ask(nobodys, asker="igj", agreeing="ivho"), who="ivho")
    assert row(nobodys)["entry"] is None


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"asker": "ijenv", "agreeing": "igj"}, "van een andere organisatie"),
        ({"agreeing": "igj"}, "kan hier niet akkoord gaan"),
        ({"agreeing": "nvwa"}, "kan hier niet akkoord gaan"),
        ({"number": 99_999}, "regel is er niet voor jou"),
    ],
)
def test_what_is_not_asked_by_the_right_two_is_refused(ask, line, row, told, why):
    with pytest.raises(Refused, match=why):
        ask(**{"number": line, **told})
    assert row(line)["entry"] is not None


@pytest.mark.parametrize(
    "damage",
    ["duties = '{}'", "blocked_at = now()", "duties = '{privacy_officer,administrator}'"],
    ids=["no officer", "blocked", "administers"],
)
@pytest.mark.parametrize("who", ["igj", "ijenv"])
def test_who_is_no_officer_any_more_stands_behind_nothing(
    ask, agree, line, officers, transaction, row, who, damage
):
    request = ask(line)
    with transaction.as_owner() as owner:
        who_id = officers[who].person.id
        owner.execute(text(f"update person set {damage} where id = :id"), {"id": who_id})
    with pytest.raises((Refused, NotFound)):
        agree(request)
    assert row(line)["entry"] is not None


def test_nothing_is_asked_or_erased_twice_and_no_erasure_is(ask, agree, line, transaction, tree):
    request = ask(line)
    with pytest.raises(Refused, match="vroeg dit al"):
        ask(line)
    agree(request)
    with pytest.raises(NotAllowed, match="al beantwoord"):
        agree(request)
    with pytest.raises(Refused, match="al gewist"):
        ask(line)
    with transaction.as_owner() as owner:
        newest = owner.execute(
            text("select max(index) from log_entry where tree_id = :id"), {"id": tree}
        ).scalar_one()
    with pytest.raises(Refused, match="blijft staan"):
        ask(newest + 1, asker="ijenv", agreeing="igj")


def test_under_a_legal_hold_nothing_is_asked_or_erased(ask, agree, line, transaction, world, row):
    request = ask(line)
    put_hold(transaction, world.workspace, by=world.person("bram"))
    with pytest.raises(Refused, match="vernietigingsstop"):
        agree(request)
    assert row(line)["entry"] is not None


def test_who_must_agree_refuses_with_a_reason_and_who_asked_takes_back(
    app, ask, agree, line, officers
):
    def answer(who, verb, request, **words):
        actor = officers[who].actor
        with acting(app, actor):
            found = queries.get_for(actor, ErasurePermission.VIEW, request.id)
            verb(actor, found, tell=tell, **words)
            return queries.get_for(actor, ErasurePermission.VIEW, request.id)

    first = ask(line)
    with pytest.raises(NotAllowed):
        answer("igj", service.refuse, first, reason="Nee.")
    with pytest.raises(NotAllowed):
        answer("ijenv", service.take_back, first)
    with pytest.raises(Refused, match="Zeg waarom"):
        answer("ijenv", service.refuse, first, reason=" ")
    refused = answer("ijenv", service.refuse, first, reason="Er loopt een klacht.")
    assert (refused.answer, refused.answer_reason) == ("refused", "Er loopt een klacht.")
    with pytest.raises(NotAllowed):
        agree(first)
    assert answer("igj", service.take_back, ask(line)).answer == "taken_back"


def test_a_request_lapses_and_can_be_asked_anew(ask, agree, line, transaction, row):
    request = ask(line)
    with transaction.as_owner() as owner:
        owner.execute(text("update erasure_request set expires_at = now() - interval '1 day'"))
    with pytest.raises(NotAllowed, match="de tijd ervoor"):
        agree(request)
    agree(ask(line))
    assert row(line)["entry"] is None


def test_a_sign_in_for_something_else_or_of_before_counts_for_nothing(
    app, ask, line, officers, transaction, row
):
    """The database looks itself: it is asked as the program would that forgets to."""
    request, other = ask(line), officers["ijenv"]
    statement = text("select samenzicht_erase_line(:id, :request, :ticket, :moment)")

    def erased_with(purpose, **used):
        actor, ticket = confirmed(transaction, other.person, other.actor, purpose)
        with transaction.as_owner() as owner:
            for name, value in used.items():
                owner.execute(
                    text(f"update fresh_sign_in set {name} = :value where id = :id"),
                    {"value": value, "id": ticket},
                )
        told = {"id": ids.new_id(), "request": request.id, "ticket": ticket, "moment": now}
        with acting(app, actor) as session:
            return session.connection().execute(statement, told).scalar_one()

    now, right = clock.now(), service.purpose_of_agreeing(request)
    long_ago = now.replace(year=now.year - 1)
    assert erased_with(right) == "ticket"
    assert erased_with({**right, "request": str(ids.new_id())}, used_at=now) == "ticket"
    assert erased_with(right, used_at=now, expires_at=long_ago) == "ticket"
    assert erased_with(right, used_at=long_ago) == "ticket"
    assert row(line)["entry"] is not None
    assert erased_with(right, used_at=now) == ""


def test_neither_a_command_nor_who_is_no_officer_gets_anywhere(app, world, ask, line, row):
    request, told = ask(line), {"moment": clock.now(), "ticket": ids.new_id(), "id": ids.new_id()}
    statement = text("select samenzicht_erase_line(:id, :request, :ticket, :moment)")
    here = {"organisation_id": world.organisations["ijenv"].id, "place_id": world.workspace.id}
    for actor in (system_actor("command", **here), world.actor("anna"), world.actor("els")):
        with acting(app, actor) as session:
            done = session.connection().execute(statement, {**told, "request": request.id})
            assert done.scalar_one() == "officer"
            with pytest.raises(NotFound):
                queries.get_for(actor, ErasurePermission.VIEW, request.id)
            with pytest.raises(NotAllowed):
                queries.get_register_for(actor, ErasurePermission.LIST)
    assert row(line)["entry"] is not None


@pytest.fixture
def look_as(transaction, world, officers, line):
    """What is judged of the line if it were another one, in whatever log."""

    def judged(tree_id, **changed):
        put = ", ".join(f"{name} = :{name}" for name in changed)
        told = {"tree": tree_id, "here": world.workspace.id, "index": line - 1, **changed}
        mine = {"tree": tree_id, "index": 10**9, "mine": world.organisations["igj"].id}
        with transaction.as_owner() as owner, owner.begin_nested() as undone:
            owner.execute(text("alter table log_entry disable trigger guards_lines"))
            owner.execute(
                text(
                    f"update log_entry set tree_id = :tree, index = 1000000000, {put}"
                    " where tree_id = :here and index = :index"
                ),
                told,
            )
            said = owner.execute(
                text("select refused from samenzicht_judge_line(:tree, :index, :mine)"), mine
            ).scalar_one()
            undone.rollback()
        return said

    return judged


def test_of_the_installations_log_too(app, ask, agree, world, transaction):
    bram = world.actor("bram")
    with acting(app, bram):
        person = identity.get_person(bram.person_id)
        people.choose_settings(bram, person, language="en", scheme=None, has_shortcuts=True)
    with transaction.as_owner() as owner:
        newest = text("select max(index) from log_entry where tree_id = :id")
        number = owner.execute(newest, {"id": PLATFORM_TREE}).scalar_one() + 1
    agree(ask(number, tree_id=PLATFORM_TREE, agreeing="nvwa"), who="nvwa")
    with transaction.as_owner() as owner:
        left = text("select entry, action from log_entry where tree_id = :id order by index desc")
        rows = owner.execute(left, {"id": PLATFORM_TREE}).fetchmany(3)
    assert [each.action for each in rows[:2]] == ["log:line:erase", "log:erasure:ask"]
    assert rows[2].entry is None


def test_what_every_partner_rests_on_stays(look_as, line, tree):
    """By whom people come in, and what a report is made of."""
    kept = [look_as(PLATFORM_TREE, action=str(each)) for each in TRUST]
    assert set(kept) == {"kept"}
    assert [look_as(tree, object_kind=each) for each in ("finding", "rebuttal")] == ["kept"] * 2
    assert look_as(tree, action="person:settings:change") == ""
