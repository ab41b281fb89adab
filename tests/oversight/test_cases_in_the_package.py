"""Cases in the archive package: for the lead and the partners, with the letters that were sent.

Bram's organisation (IGJ) gets a package; IvhO too, first as partner and then as observer."""

import pytest
from sqlalchemy import update

from app.incidents import queries, service
from app.incidents.models import Outcome
from app.incidents.policy import IncidentPermission
from app.incidents.service import LetterWish
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.oversight.archiving import ARCHIVIST, make_package, tools_of
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Workspace
from tests.support.acting import acting
from tests.support.cases import report, triage, usual_terms
from tests.support.tasks import change_part

HIDDEN = "cnry-hidden"
SAID = "Wij stellen geen onderzoek in naar het voorval."


@pytest.fixture
def package_of(app, world, tmp_path):
    def made(code, folder="pakket"):
        organisation = world.organisations[code]
        actor = system_actor(
            ARCHIVIST, organisation_id=organisation.id, place_id=world.workspace.id
        )
        with acting(app, actor):
            make_package(
                actor,
                organisation,
                folder=tmp_path / folder,
                tools=tools_of(house_of(app)),
            )
        return tmp_path / folder

    return made


def wish(body):
    return LetterWish(
        parties=frozenset({"ijenv"}), addressee="De directie", subject="Besluit", body=body
    )


@pytest.fixture
def cases(app, world, transaction):
    """A case here with a letter that was sent and one that is drafted, and a case elsewhere."""
    with transaction.as_owner() as owner:
        owner.execute(update(Workspace).values(holds_cases=True, template="cmj"))
    anna, dirk, usual = world.actor("anna"), world.actor("dirk"), usual_terms(app)
    with acting(app, dirk):
        there = workspaces.get_place_for(dirk, IncidentPermission.REGISTER, world.elsewhere.ref)
        told = report(facts=f"{HIDDEN} feiten", institution=HIDDEN)
        told = type(told)(**{**vars_of(told), "marks": service.Marks(handled_by="nvwa")})
        service.register_case(dirk, there, wish=told, usual=usual)
    with acting(app, anna):
        here = workspaces.get_place_for(anna, IncidentPermission.REGISTER, world.workspace.ref)
        case = service.register_case(anna, here, wish=report(), usual=usual)
        service.triage_case(anna, case, triage=triage(), usual=usual, seen_version=case.version)
        decide(anna, case, usual)
        send(app, anna, case)
        service.draft_letter(anna, case, wish=wish(f"{HIDDEN} concept"), seen_version=case.version)
    return case


def vars_of(told):
    return {each: getattr(told, each) for each in type(told).__slots__}


def decide(anna, case, usual):
    meeting = service.plan_meeting(anna, case.workspace, held_on=clock.today())
    service.put_on_agenda(anna, case, seen_version=case.version)
    service.decide(
        anna,
        case,
        outcome=Outcome.NO_INVESTIGATION,
        reason="De instelling leerde er genoeg van.",
        usual=usual,
        seen_version=case.version,
    )
    service.close_meeting(anna, meeting, seen=None)


def send(app, anna, case):
    made = service.draft_letter(anna, case, wish=wish(SAID), seen_version=case.version)
    for step in ("agree", "finish"):
        letter = queries.get_letter_for(
            anna, IncidentPermission.READ_LETTER, letter_id=made.id, workspace=case.workspace
        )
        if step == "agree":
            service.judge_letter(anna, letter, agrees=True, words="", seen_number=1)
        else:
            depot = tools_of(house_of(app)).depot
            service.finish_letter(anna, letter, seen_version=letter.version, depot=depot)


def shown(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_partner_gets_the_cases_with_their_decisions_and_sent_letters(
    cases, package_of, transaction
):
    home = package_of("igj") / "data" / "zaken" / "0001"

    told = (home / "zaak.md").read_text()
    assert told.startswith(f"# {cases.ref} {cases.pseudonym}")
    assert "De instelling leerde er genoeg van." in told
    assert "## Termijnen" in told
    assert [each.name for each in home.glob("brief-*.pdf")] == ["brief-1.pdf"]
    assert (home / "brief-1.pdf").read_bytes().startswith(b"%PDF")
    assert (home / "brief-1.pdf.mdto.xml").exists()
    assert transaction.audited(cases.id)[-1] == "incident:letter:download"


@pytest.mark.parametrize("role", [ParticipantRole.OBSERVER, ParticipantRole.GUEST])
def test_an_observer_gets_no_case_and_nobody_what_is_not_theirs(
    cases, package_of, world, transaction, role
):
    partner = package_of("ivho", folder="als-partner")
    change_part(world, transaction, "ivho", role)
    observer = package_of("ivho", folder="als-toeschouwer")

    assert [path for path in shown(partner) if HIDDEN.encode() in path.read_bytes()] == []
    assert (partner / "data" / "zaken").exists()
    for secret in (cases.pseudonym, cases.facts, SAID, HIDDEN):
        found = [path for path in shown(observer) if secret.encode() in path.read_bytes()]
        assert found == [], secret
    assert not (observer / "data" / "zaken").exists()
