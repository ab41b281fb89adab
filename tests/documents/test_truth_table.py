"""The published truth table of who sees what, line by line.

A document of IJenV, asked about for Bram of IGJ in every role, under rules written straight into
its policy. The random worlds prove the same over everything at once; this table is what people
read.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app.documents import queries
from app.documents.models import AccessRule, Document, DocumentStatus, Level
from app.documents.policy import DocumentPermission
from app.documents.policy.published import (
    LINES,
    ROLE_LINES,
    STATE_LINES,
    About,
    Lasting,
    Said,
    State,
)
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.errors import NotFound
from app.workspaces.models import (
    AfterLeaving,
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
)
from tests.support.browser import Browser
from tests.support.documents import rule_for

NONE, FINDING, VIEW, DOWNLOAD, CONTRIBUTE, MANAGE = range(6)
YESTERDAY, TODAY, TOMORROW = (-1, 0, 1)
EVERYBODY, BRAM, CORA = (), ("bram",), ("cora",)


@pytest.fixture
def document(library):
    return library.bring("anna", rule_for("ivho", "view"))


@pytest.fixture
def lay_down(transaction, world, document):
    """Write rules about IGJ into the document's policy: (level, people, days from today)."""

    def written(*rules):
        with transaction.as_owner() as owner:
            for level, people, days in rules:
                owner.add(
                    AccessRule(
                        id=ids.new_id(),
                        policy_id=document_policy(owner, document),
                        workspace_id=document.workspace_id,
                        owner_id=document.organisation_id,
                        organisation_id=world.organisations["igj"].id,
                        level=level,
                        until=None if days is None else clock.today() + timedelta(days=days),
                        legal_basis="",
                        purpose="",
                        people=[world.person(each).id for each in people],
                    )
                )

    return written


def document_policy(owner, document):
    return owner.get(Document, document.id).policy_id


@pytest.fixture
def level_of(house, world, document):
    """What a person may with the document; 0 when it does not exist for them."""

    def asked(who):
        actor = world.actor(who)
        with house.database.session_for(actor):
            try:
                return int(queries.get_for(actor, DocumentPermission.VIEW, document.id).level)
            except NotFound:
                return 0

    return asked


@pytest.fixture
def may_cite(house, world, document):
    """Whether a person may know the document as evidence, as the database says."""

    def asked(who):
        with house.database.session_for(world.actor(who)) as session:
            asked = text("select samenzicht_may_cite(:id)")
            return session.connection().execute(asked, {"id": document.id}).scalar_one()

    return asked


@pytest.fixture
def become(transaction, world):
    """Give a person another role in the workspace."""

    def changed(who, role):
        with transaction.as_owner() as owner:
            owner.execute(
                update(Membership)
                .where(Membership.person_id == world.person(who).id)
                .values(role=role)
            )

    return changed


DAYS = {Lasting.HOLDS: None, Lasting.LAST_DAY: TODAY, Lasting.ENDED: YESTERDAY}
NAMED = {About.EVERYBODY: EVERYBODY, About.PERSON: BRAM, About.COLLEAGUE: CORA}


def in_words(line):
    return " + ".join(f"{each.level.code} {each.about} {each.lasting}" for each in line.rules)


@pytest.mark.parametrize("line", LINES, ids=in_words)
def test_the_published_table_says_what_happens(
    house, world, document, lay_down, level_of, become, line
):
    """In the list of who sees it, and for the person who opens it."""
    become("bram", MemberRole.COORDINATOR)
    lay_down(*((each.level, NAMED[each.about], DAYS[each.lasting]) for each in line.rules))
    with house.database.session_for(world.actor("anna")):
        told = {each.person.login: each.level for each in queries.list_audience_of(document.id)}
    assert told["bram"] == line.result
    assert level_of("bram") == (line.result if line.result >= VIEW else NONE)


def test_the_published_table_says_what_finding_and_refusal_do():
    """The table cannot be emptied, and holds what people get wrong."""
    by_rules = {line.rules: line.result for line in LINES}
    assert len(LINES) == len(by_rules) == 18
    assert by_rules[()] == NONE
    assert by_rules[(Said(Level.DOWNLOAD), Said(Level.NONE, About.PERSON))] == NONE
    assert by_rules[(Said(Level.DOWNLOAD), Said(Level.NONE, About.COLLEAGUE))] == DOWNLOAD


def test_tomorrow_still_counts_and_a_refusal_ends_today(lay_down, level_of, become):
    become("bram", MemberRole.COORDINATOR)
    lay_down((VIEW, EVERYBODY, TOMORROW))
    assert level_of("bram") == VIEW
    lay_down((MANAGE, BRAM, None), (NONE, BRAM, TODAY))
    assert level_of("bram") == NONE


@pytest.mark.parametrize("line", ROLE_LINES, ids=lambda line: line.role.value)
def test_the_published_roles_say_what_happens(lay_down, level_of, become, line):
    become("bram", line.role)
    become("wim", line.role)
    lay_down((MANAGE, EVERYBODY, None))
    assert (level_of("wim"), level_of("bram")) == (line.own, line.others)


STANDING = {
    State.OPEN: {},
    State.PRIVATE: {"is_private": True},
    State.WITHDRAWN: {"withdrawn_at": clock.now()},
    State.CHECKING: {"status": DocumentStatus.RECEIVED},
}
LEFT = {
    State.LEFT_RULES: [AfterLeaving.RULES],
    State.LEFT_EVIDENCE: [AfterLeaving.EVIDENCE],
    State.LEFT_CLOSED: [AfterLeaving.CLOSED, None],
}
"""What the owner that left may have chosen."""


@pytest.mark.parametrize("line", STATE_LINES, ids=lambda line: line.state.value)
def test_the_published_states_say_what_happens(
    transaction, document, lay_down, level_of, may_cite, become, line
):
    """Whatever state a document is in, and with a rule that gives *download*."""
    become("bram", MemberRole.COORDINATOR)
    lay_down((DOWNLOAD, EVERYBODY, None))
    part = update(Participation).where(Participation.organisation_id == document.organisation_id)
    for chosen in LEFT.get(line.state, [None]):
        with transaction.as_owner() as owner:
            if STANDING.get(line.state):
                change = update(Document).where(Document.id == document.id)
                owner.execute(change.values(**STANDING[line.state]))
            if line.state in LEFT:
                owner.execute(part.values(ended_at=clock.now(), after_leaving=chosen))
        assert level_of("anna") == line.own
        assert level_of("bram") == (line.others if line.others >= VIEW else NONE)
        assert may_cite("bram") == (line.others >= FINDING)
    assert {each.state for each in STATE_LINES} == set(State)


@pytest.mark.parametrize("chosen", [*AfterLeaving, None])
def test_a_choice_for_later_changes_nothing_yet(transaction, document, lay_down, level_of, chosen):
    lay_down((DOWNLOAD, EVERYBODY, None))
    part = update(Participation).where(Participation.organisation_id == document.organisation_id)
    with transaction.as_owner() as owner:
        owner.execute(part.values(after_leaving=chosen))
    assert (level_of("anna"), level_of("bram")) == (MANAGE, DOWNLOAD)


@pytest.mark.parametrize("who", ["anna", "anonymous"])
def test_everybody_may_read_the_table(app, browser_of, who):
    browser = Browser(app) if who == "anonymous" else browser_of(who)
    browser.headers["Accept-Language"] = "nl"
    page = browser.visit("/help/access")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")]
        for row in page.tree.cssselect("tbody tr")
    ]
    assert page.status == 200
    assert len(rows) == len(LINES) + len(STATE_LINES) + len(ROLE_LINES)
    assert any("Jij met naam: niets" in said and "Niets" in what for said, what, *_more in rows)
    assert ["Lezer", "Mag downloaden", "Mag downloaden"] in rows


@pytest.mark.parametrize(
    ("role", "granted", "expected"),
    [
        (MemberRole.READER, VIEW, VIEW),
        (MemberRole.READER, DOWNLOAD, DOWNLOAD),
        (MemberRole.READER, CONTRIBUTE, DOWNLOAD),
        (MemberRole.READER, MANAGE, DOWNLOAD),
        (MemberRole.SIGNATORY, VIEW, VIEW),
        (MemberRole.SIGNATORY, CONTRIBUTE, DOWNLOAD),
        (MemberRole.SIGNATORY, MANAGE, DOWNLOAD),
        (MemberRole.CONTRIBUTOR, DOWNLOAD, DOWNLOAD),
        (MemberRole.CONTRIBUTOR, CONTRIBUTE, CONTRIBUTE),
        (MemberRole.CONTRIBUTOR, MANAGE, CONTRIBUTE),
        (MemberRole.COORDINATOR, CONTRIBUTE, CONTRIBUTE),
        (MemberRole.COORDINATOR, MANAGE, MANAGE),
    ],
)
def test_the_role_caps_what_was_granted(lay_down, level_of, become, role, granted, expected):
    become("bram", role)
    lay_down((granted, EVERYBODY, None))
    assert level_of("bram") == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (MemberRole.READER, DOWNLOAD),
        (MemberRole.SIGNATORY, DOWNLOAD),
        (MemberRole.CONTRIBUTOR, MANAGE),
        (MemberRole.COORDINATOR, MANAGE),
    ],
)
def test_the_owners_own_people_manage_or_download(level_of, become, role, expected):
    become("wim", role)
    assert level_of("wim") == expected


@pytest.mark.parametrize("role", list(ParticipantRole))
@pytest.mark.parametrize(("rules", "expected"), [([], NONE), ([(VIEW, EVERYBODY, None)], VIEW)])
def test_a_rule_names_guests_and_observers_like_any_other(
    transaction, world, lay_down, level_of, role, rules, expected
):
    igj = world.organisations["igj"].id
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation).where(Participation.organisation_id == igj).values(role=role)
        )
    lay_down(*rules)
    assert level_of("bram") == expected


@pytest.mark.parametrize(
    ("values", "for_others", "for_owner"),
    [
        ({"withdrawn_at": None, "status": DocumentStatus.RELEASED}, DOWNLOAD, MANAGE),
        ({"withdrawn_at": clock.now()}, NONE, MANAGE),
        ({"is_private": True}, NONE, MANAGE),
        ({"status": DocumentStatus.RECEIVED}, NONE, MANAGE),
        ({"status": DocumentStatus.SCANNED}, NONE, MANAGE),
        ({"status": DocumentStatus.REFUSED}, NONE, MANAGE),
    ],
)
def test_others_see_only_what_is_released_and_not_withdrawn(
    transaction, document, lay_down, level_of, values, for_others, for_owner
):
    lay_down((DOWNLOAD, EVERYBODY, None))
    with transaction.as_owner() as owner:
        owner.execute(update(Document).where(Document.id == document.id).values(**values))
    assert (level_of("bram"), level_of("anna")) == (for_others, for_owner)


@pytest.mark.parametrize(
    ("clearance", "classification", "expected"),
    [
        ("ongerubriceerd", 0, DOWNLOAD),
        ("ongerubriceerd", 1, NONE),
        ("dep_vertrouwelijk", 0, DOWNLOAD),
        ("dep_vertrouwelijk", 1, DOWNLOAD),
    ],
)
def test_nobody_sees_above_the_clearance_of_the_own_organisation(
    transaction, world, document, lay_down, level_of, clearance, classification, expected
):
    lay_down((DOWNLOAD, EVERYBODY, None))
    with transaction.as_owner() as owner:
        igj = world.organisations["igj"].id
        owner.execute(
            update(Organisation)
            .where(Organisation.id == igj)
            .values(highest_classification=clearance)
        )
        owner.execute(
            update(Document).where(Document.id == document.id).values(classification=classification)
        )
    assert level_of("bram") == expected


@pytest.mark.parametrize("ended", [Membership, Participation])
def test_who_is_out_sees_nothing(transaction, world, lay_down, level_of, ended):
    lay_down((MANAGE, EVERYBODY, None))
    with transaction.as_owner() as owner:
        igj = world.organisations["igj"].id
        statement = update(ended).where(ended.organisation_id == igj)
        owner.execute(statement.values(ended_at=clock.now()))
    assert level_of("bram") == NONE


@pytest.mark.parametrize("who", ["dirk", "els"])
def test_who_is_no_member_sees_nothing(level_of, who):
    assert level_of(who) == NONE
