"""The cast, everywhere the same.

*Anna* leads the workspace for IJenV, *Bram* is partner inspector at IGJ, *Carla* of IvhO may only
read, *Dirk* of NVWA works on another case, *Els* administers accounts. *Wim* (IJenV) and *Cora*
(IGJ) are signatories with a mandate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.adapters.keys import MasterKey, new_vault_key
from app.documents.models import Folder
from app.findings.models import Aspect, Audience, Framework, Level, Norm
from app.identity.models import ADMINISTRATOR, IdentityProvider, Mandate, Organisation, Person
from app.identity.service.providers import SECRET_PURPOSE
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.web.house import House
from app.workspaces.models import (
    Classification,
    Marking,
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
    Workspace,
    WorkspaceStatus,
)
from tests.support.database import watching_off

ORGANISATIONS = {
    "ijenv": ("Inspectie Justitie en Veiligheid", "IJenV", "inspectorate"),
    "igj": ("Inspectie Gezondheidszorg en Jeugd", "IGJ", "inspectorate"),
    "ivho": ("Inspectie van het Onderwijs", "IvhO", "inspectorate"),
    "nvwa": ("Nederlandse Voedsel- en Warenautoriteit", "NVWA", "inspectorate"),
}
CAST = {
    "anna": ("ijenv", MemberRole.COORDINATOR),
    "wim": ("ijenv", MemberRole.SIGNATORY),
    "bram": ("igj", MemberRole.CONTRIBUTOR),
    "cora": ("igj", MemberRole.SIGNATORY),
    "carla": ("ivho", MemberRole.READER),
}
OUTSIDERS = {"dirk": "nvwa", "els": "ijenv"}


@dataclass(slots=True)
class World:
    """What every test may lean on."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    workspace: Workspace = field(init=False)
    elsewhere: Workspace = field(init=False)
    """Dirk's workspace."""
    root: Folder = field(init=False)
    norm: Norm = field(init=False)

    def person(self, who: str) -> Person:
        """Return one of the cast."""
        return self.people[who]

    def actor(self, who: str) -> Actor:
        """Return one of the cast as an actor, for service tests."""
        person = self.people[who]
        return Actor(
            name=person.name,
            person_id=person.id,
            organisation_id=person.organisation_id,
            organisation_code=person.organisation.code,
            duties=frozenset(person.duties),
        )


def furnish_world(engine: Engine, house: House) -> World:
    """Make the cast and their workspaces, and commit them."""
    world = World()
    with Session(engine, expire_on_commit=False) as session, watching_off(session):
        _organisations(session, world, house)
        _people(session, world)
        world.workspace = a_workspace(
            session, world, house, ref="WRK-2026-1001", lead="ijenv", partners=("igj", "ivho")
        )
        world.elsewhere = a_workspace(
            session, world, house, ref="ELD-2026-1002", lead="nvwa", partners=()
        )
        session.flush()
        world.root = _rooms(session, world.workspace)
        _rooms(session, world.elsewhere)
        world.norm = a_norm(session, world.workspace, text="Er is een dagprogramma.", law="Bjj")
        _members(session, world)
        session.commit()
    return world


def a_norm(session: Session, workspace: Workspace, *, text: str, law: str) -> Norm:
    """Make a framework of the lead with one norm in it."""
    framework = Framework(
        workspace_id=workspace.id,
        organisation_id=workspace.lead_id,
        title=f"Kader: {text}",
        audience=Audience.WORKSPACE,
        changed_at=clock.now(),
        version=1,
    )
    session.add(framework)
    session.flush()
    norm = Norm(
        workspace_id=workspace.id,
        framework_id=framework.id,
        position=1,
        level=Level.NORM,
        code="N-1",
        parent_code="",
        text=text,
        law=law,
        aspect=Aspect.RESOURCES,
    )
    session.add(norm)
    session.flush()
    return norm


def _organisations(session: Session, world: World, house: House) -> None:
    for code, (name, short_name, kind) in ORGANISATIONS.items():
        organisation = Organisation(
            code=code,
            name=name,
            short_name=short_name,
            kind=kind,
            mail_domain=f"{code}.example",
            highest_classification="ongerubriceerd" if code == "ivho" else "dep_vertrouwelijk",
        )
        world.organisations[code] = organisation
        session.add(organisation)
    session.flush()
    for code, organisation in world.organisations.items():
        session.add(
            IdentityProvider(
                organisation_id=organisation.id,
                slug=code,
                issuer=f"https://{code}.example",
                discovery_url=f"https://{code}.example/.well-known/openid-configuration",
                client_id="samenzicht",
                client_secret=house.tool(MasterKey).wrap(b"nobody's", purpose=SECRET_PURPOSE),
                algorithms=["RS256", "ES256"],
                accepted_acr=["substantial"],
                classified_acr=["substantial"],
                max_clock_skew_seconds=60,
                is_active=True,
            )
        )
    session.flush()


def _people(session: Session, world: World) -> None:
    homes = {who: home for who, (home, _role) in CAST.items()} | OUTSIDERS
    for who, home in homes.items():
        organisation = world.organisations[home]
        provider = session.query(IdentityProvider).filter_by(slug=home).one()
        person = Person(
            organisation_id=organisation.id,
            provider_id=provider.id,
            subject=f"subject-of-{who}",
            login=who,
            name=who.capitalize(),
            email=f"{who}@{home}.example",
            job_title="inspecteur",
            duties=[ADMINISTRATOR] if who == "els" else [],
        )
        person.organisation = organisation
        world.people[who] = person
        session.add(person)
    session.flush()
    for who in ("wim", "cora"):
        holder = world.people[who]
        session.add(
            Mandate(
                organisation_id=holder.organisation_id,
                holder_id=holder.id,
                number=f"{holder.organisation.code.upper()}-2026-01",
                office="hoofdinspecteur",
                covers="gezamenlijke rapporten",
                valid_from=date(2026, 1, 1),
                valid_to=clock.today() + timedelta(days=365),
                source="Mandaatbesluit",
            )
        )


def a_workspace(
    session: Session, world: World, house: House, *, ref: str, lead: str, partners: tuple[str, ...]
) -> Workspace:
    """Make an open workspace of a lead and its partners, with its log; nobody is in it yet."""
    place_id = ids.new_id()
    workspace = Workspace(
        id=place_id,
        ref=ref,
        template="jji",
        title=f"Onderzoek {ref}",
        lead_id=world.organisations[lead].id,
        mode="regular",
        classification=Classification.DEPARTMENTAL,
        marking=Marking.CONFIDENTIAL,
        purpose="Vaststellen of het veilig is.",
        legal_basis="JEUGD-TOEZICHT",
        controller_arrangement="Ieder voor het eigen deel.",
        retention="10 jaar",
        status=WorkspaceStatus.OPEN,
        opened_on=date(2026, 9, 1),
        version=1,
        vault_key=new_vault_key(str(place_id), master=house.tool(MasterKey)),
    )
    workspace.lead = world.organisations[lead]
    session.add(workspace)
    session.execute(text("insert into log_tree (id, size) values (:id, 0)"), {"id": place_id})
    session.flush()
    for position, code in enumerate((lead, *partners)):
        session.add(
            Participation(
                workspace_id=place_id,
                organisation_id=world.organisations[code].id,
                role=ParticipantRole.LEAD if code == lead else ParticipantRole.PARTNER,
                position=position,
                joined_at=clock.now(),
            )
        )
    return workspace


def _rooms(session: Session, workspace: Workspace) -> Folder:
    root = Folder(workspace_id=workspace.id, parent_id=None, name="", position=0)
    session.add(root)
    return root


def _members(session: Session, world: World) -> None:
    places: dict[str, tuple[UUID, MemberRole]] = {
        who: (world.workspace.id, role) for who, (_home, role) in CAST.items()
    }
    places["dirk"] = (world.elsewhere.id, MemberRole.COORDINATOR)
    for who, (place, role) in places.items():
        person = world.people[who]
        session.add(
            Membership(
                workspace_id=place,
                person_id=person.id,
                organisation_id=person.organisation_id,
                role=role,
                added_at=clock.now(),
            )
        )
