"""Sharing profiles: proposed by the lead, applied by each organisation to what it brought itself.

Anna coordinates for the lead IJenV; Bram of IGJ applies; Carla of IvhO looks at what that gives."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.documents import service
from app.documents.models import AccessRule, Level
from app.documents.service import FolderPlace, Proposal
from app.kernel.access import NotAllowed
from app.kernel.errors import Refused
from app.sharing import queries
from app.sharing.actions import SharingAction
from app.sharing.models import ProfileLevel, SharingProfile
from app.sharing.service import propose_profile
from tests.support.documents import next_month, rule_for

NAME = "Alleen IvhO en IJenV, inzage"
LEVELS = {"level-ijenv": "view", "level-ivho": "view"}
GIVEN = {"legal_basis": "JEUGD-TOEZICHT", "purpose": "Samen onderzoeken"}


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}"


@pytest.fixture
def propose(browser_of, place):
    def proposed(who="anna", name=NAME, htmx=False, **levels):
        page = browser_of(who).visit(f"{place}/sharing-profiles/new")
        return page.submit("#profile-form", htmx=htmx, name=name, **(levels or LEVELS))

    return proposed


@pytest.fixture
def profile(propose, transaction):
    """A profile that gives IJenV and IvhO sight; its id."""
    assert propose().status == 303
    with transaction.as_owner() as owner:
        return owner.execute(select(SharingProfile.id)).scalar_one()


@pytest.fixture
def rules_of(transaction):
    """The rules there are, as (organisation, level), whoever may read them."""

    def found(world):
        codes = {each.id: code for code, each in world.organisations.items()}
        with transaction.as_owner() as owner:
            rows = owner.execute(select(AccessRule.organisation_id, AccessRule.level)).all()
        return sorted((codes[each], level) for each, level in rows)

    return found


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_lead_proposes_and_everybody_reads(
    propose, browser_of, place, transaction, rules_of, world, library, document, htmx
):
    assert propose(htmx=htmx).status == (204 if htmx else 303)
    for who in ("anna", "bram", "carla"):
        told = browser_of(who).visit(f"{place}/sharing-profiles").text("article")
        assert NAME in told
        assert "IJenV Mag bekijken op scherm" in told
    with transaction.as_owner() as owner:
        made = owner.execute(select(SharingProfile.id)).scalar_one()
    assert transaction.audited(made) == [SharingAction.PROFILE_PROPOSED]
    assert rules_of(world) == []
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert browser_of("dirk").visit(f"{place}/sharing-profiles").status == 404


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_applied_to_a_document_after_its_effect_was_shown(
    profile, browser_of, library, document, rules_of, world, htmx
):
    address = library.address(document, f"/sharing-profile?profile={profile}")
    page = browser_of("bram").visit(address)
    given = GIVEN | {"until": next_month().isoformat()}
    looked = page.submit("#apply-form", htmx=htmx, preview="1", **given)
    told = looked.text("#apply-impact")
    assert (looked.status, looked.is_whole_page) == (200, not htmx)
    assert "1 persoon van IvhO gaat dit zien: Carla" in told
    assert "2 mensen van IJenV gaan dit zien: Anna, Wim" in told
    assert rules_of(world) == []
    assert browser_of("carla").visit(library.address(document)).status == 404

    done = looked.submit("#apply-form", htmx=htmx)
    assert done.status == (204 if htmx else 303)
    assert rules_of(world) == [("ijenv", Level.VIEW), ("ivho", Level.VIEW)]
    assert browser_of("carla").visit(library.address(document)).status == 200


@pytest.mark.parametrize("where", ["workspace", "folder"])
def test_applied_to_a_place_it_replaces_what_stood_there(
    profile, browser_of, library, document, place, house, world, rules_of, where
):
    actor = world.actor("bram")
    with house.database.session_for(actor):
        room = library.place(actor)
        folder = service.add_folder(actor, room, name="Bezoek", parent=world.root)
        target = None if where == "workspace" else folder
        rules = (rule_for("ijenv", "manage"),)
        proposal = Proposal(rules=rules, bases=library.bases)
        service.set_folder_rules(actor, FolderPlace(room, target), proposal=proposal)
        inside = folder.id
    there = library.bring("bram", title="In de map", folder=folder)
    part = "/sharing-profile" if where == "workspace" else f"/folders/{inside}/sharing-profile"
    page = browser_of("bram").visit(place + part)
    given = GIVEN | {"until": next_month().isoformat(), "profile": str(profile)}
    looked = page.submit("#apply-form", preview="1", **given)
    assert "IJenV krijgt een ander recht" in looked.text("#apply-impact")
    assert looked.submit("#apply-form").status == 303
    assert rules_of(world) == [("ijenv", Level.VIEW), ("ivho", Level.VIEW)]
    assert browser_of("carla").visit(library.address(there)).status == 200
    seen = browser_of("carla").visit(library.address(document)).status
    assert seen == (200 if where == "workspace" else 404)


def test_it_says_nothing_about_what_another_organisation_brought(
    profile, browser_of, library, place
):
    theirs = library.bring("anna", title="Van IJenV")
    page = browser_of("bram").visit(f"{place}/sharing-profile?profile={profile}")
    given = GIVEN | {"until": next_month().isoformat()}
    assert page.submit("#apply-form", **given).status == 303
    assert browser_of("carla").visit(library.address(theirs)).status == 404


def test_the_own_organisation_and_who_left_get_no_rule(
    propose, browser_of, place, rules_of, world, transaction
):
    propose(**(LEVELS | {"level-igj": "manage"}))
    with transaction.as_owner() as owner:
        profile = owner.execute(select(SharingProfile.id)).scalar_one()
        owner.execute(
            text("update participation set ended_at = now() where organisation_id = :ivho"),
            {"ivho": world.organisations["ivho"].id},
        )
    page = browser_of("bram").visit(f"{place}/sharing-profile?profile={profile}")
    given = GIVEN | {"until": next_month().isoformat()}
    assert page.submit("#apply-form", **given).status == 303
    assert rules_of(world) == [("ijenv", Level.VIEW)]


def test_special_data_is_named_here_too(profile, browser_of, library, rules_of, world):
    document = library.bring("bram", is_special_category=True)
    address = library.address(document, f"/sharing-profile?profile={profile}")
    page = browser_of("bram").visit(address)
    given = GIVEN | {"until": next_month().isoformat()}
    refused = page.submit("#apply-form", **given)
    assert refused.status == 422
    assert "Vink aan dat deze regel" in refused.text("#apply-form")
    special = {"special_data": "special_category", "form_key": str(uuid4())}
    assert page.submit("#apply-form", **given, **special).status == 303
    assert len(rules_of(world)) == 2


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"profile": "geen"}, "Kies een profiel."),
        ({"profile": str(uuid4())}, "Kies een profiel."),
        ({"legal_basis": ""}, "Kies een grondslag die vandaag geldt."),
        ({"legal_basis": "PILOT-CONVENANT"}, "Deze grondslag geldt niet voor elke organisatie"),
        ({"until": ""}, "Kies de laatste dag waarop"),
        ({"until": "2020-01-01"}, "Deze datum is al geweest."),
        ({"purpose": " "}, "Vul in waarvoor het is."),
        ({"seen_version": "anders"}, "De regels zijn gewijzigd terwijl je las."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    profile, browser_of, library, document, rules_of, world, change, sentence, htmx
):
    address = library.address(document, f"/sharing-profile?profile={profile}")
    given = GIVEN | {"until": next_month().isoformat()} | change
    answer = browser_of("bram").visit(address).submit("#apply-form", htmx=htmx, **given)
    assert answer.status in (409, 422)
    assert answer.is_whole_page is not htmx
    assert sentence in answer.text("#apply-form")
    told = answer.tree.cssselect("#apply-form [name=purpose]")[0].get("value")
    assert told == given["purpose"]
    assert rules_of(world) == []


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "  "}, "Geef het profiel een naam."),
        ({"name": "x" * 81}, "Dit is te lang. Gebruik hoogstens"),
        ({"level-ivho": "alles", "name": "Iets"}, "Kies wat deze organisatie mag."),
        ({"level-ivho": "none", "level-ijenv": "none"}, "Geef minstens één organisatie een recht."),
    ],
)
def test_a_wrong_profile_is_told(propose, transaction, change, sentence, htmx):
    given = LEVELS | change
    answer = propose(name=given.pop("name", NAME), htmx=htmx, **given)
    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert sentence in answer.text("#profile-form")
    with transaction.as_owner() as owner:
        assert owner.execute(select(SharingProfile)).all() == []


def test_a_name_is_used_once_until_it_is_taken_back(
    profile, propose, browser_of, place, transaction, rules_of, world, library, document
):
    assert "Er is al een profiel met deze naam." in propose(name=NAME.upper()).text()
    library.share("bram", document.id, rule_for("ivho"))
    page = browser_of("anna").visit(f"{place}/sharing-profiles")
    assert page.submit("article form").status == 303
    assert transaction.audited(profile)[-1] == SharingAction.PROFILE_ENDED
    assert rules_of(world) == [("ivho", Level.VIEW)]
    assert propose().status == 303
    gone = page.submit("article form", form_key=str(uuid4()))
    assert gone.status == 404


def test_the_template_proposes_by_role(browser_of, place, world):
    page = browser_of("anna").visit(f"{place}/sharing-profiles")
    link = page.tree.cssselect("[aria-labelledby=template-title] a")[0].get("href")
    form = browser_of("anna").visit(link)
    chosen = {
        each.get("name"): each.cssselect("option[selected]")[0].get("value")
        for each in form.tree.cssselect("#profile-form select")
    }
    assert set(chosen) == {"level-ijenv", "level-igj", "level-ivho"}
    assert form.submit("#profile-form").status == 303


@pytest.mark.parametrize(
    ("who", "proposing", "applying"),
    [
        ("bram", 403, 200),
        ("cora", 403, 403),
        ("carla", 403, 403),
        ("wim", 403, 403),
        ("dirk", 404, 404),
    ],
)
def test_who_may(profile, browser_of, place, who, proposing, applying):
    browser = browser_of(who)
    assert browser.visit(f"{place}/sharing-profiles/new").status == proposing
    assert browser.visit(f"{place}/sharing-profile").status == applying
    ended = browser.send(f"{place}/sharing-profiles/ending", {"profile": str(profile)})
    assert ended.status in (400, 403, 404)


def test_nobody_applies_it_to_what_another_brought(profile, browser_of, library, document):
    for who, status in {"anna": 404, "carla": 404, "cora": 403}.items():
        page = browser_of(who).visit(library.address(document, "/sharing-profile"))
        assert (who, page.status) == (who, status)


def test_row_security_alone_lets_only_the_lead_write(profile, house, world, app):
    for who, number in {"anna": 1, "bram": 1, "carla": 1, "dirk": 0}.items():
        with house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from sharing_profile")).scalar_one()
            changed = session.connection().exec_driver_sql(
                "update sharing_profile set ended_at = now()"
            )
            assert (who, found, changed.rowcount) == (who, number, int(who == "anna"))
    with house.database.session_for(world.actor("bram")) as session:
        assert session.execute(select(ProfileLevel)).all()


def test_the_service_asks_the_same(house, world, library):
    actor = world.actor("bram")
    with house.database.session_for(actor), pytest.raises(NotAllowed):
        propose_profile(actor, library.place(actor), name="Van Bram", levels={"ivho": "view"})
    lead = world.actor("anna")
    with house.database.session_for(lead), pytest.raises(Refused, match="nvwa does not take part"):
        propose_profile(lead, library.place(lead), name="Van Anna", levels={"nvwa": "view"})


def test_the_api_lists_them(profile, api_of, world):
    told = api_of("carla").get(f"/workspaces/{world.workspace.ref}/sharing-profiles").json
    assert told["items"] == [
        {"id": str(profile), "name": NAME, "levels": {"ijenv": "view", "ivho": "view"}}
    ]


def test_no_profile_of_another_workspace_is_found(profile, house, world, library):
    actor = world.actor("dirk")
    with house.database.session_for(actor):
        there = library.place(actor, world.elsewhere)
        assert queries.list_profiles(there) == []
