"""A scene in which every organisation has something of its own, and every text carries a marker."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import select

from app.adapters.keys import MasterKey
from app.comments.policy import At
from app.documents import service as documents
from app.documents.legal_bases import LegalBases
from app.documents.models import Document, Folder
from app.findings import service as findings
from app.findings.models import Aspect, Audience, Finding, Judgement
from app.findings.service import Advice, FindingText
from app.identity.models import Mandate, Person
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.web.house import house_of
from app.kernel.work import circumstances
from app.notifications.models import Notice, NoticeKind
from app.oversight.service import sign_logs
from app.rebuttals import queries as keeping_rebuttals
from app.rebuttals import service as rebuttals
from app.rebuttals.policy import RebuttalPermission
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.policy import ReportPermission
from app.reports.service import building, freezing
from app.reports.service.building import ReportDraft, SeatWish
from app.requests import service as requests
from app.sharing.service import Asked, keep_answer, propose_profile
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Participation, Workspace
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.administering import administration_scene
from tests.support.api import Api
from tests.support.cases import case_scene
from tests.support.commenting import say
from tests.support.contributing import contribute_scene
from tests.support.coordination import COORDINATING, plan_scene
from tests.support.database import OneTransaction
from tests.support.documents import BASIS, Library, next_month, rule_for
from tests.support.emergencies import emergency_scene
from tests.support.following import follow_up_of
from tests.support.judgement import CHIEF, Desk
from tests.support.judging import judge_scene
from tests.support.markers import THERE, file_named, marked
from tests.support.noticed import notice_scene
from tests.support.officers import breach_scene
from tests.support.programme import programme_scene
from tests.support.publishing import publish_scene
from tests.support.sending import Sender
from tests.support.task_scene import ask_scene
from tests.support.world import World, a_norm


def a_pdf(words: str) -> bytes:
    """Make a real PDF of one page."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": words})
    writer.write(made)
    return made.getvalue()


@dataclass(slots=True)
class Scene:
    """Where everything is."""

    app: Flask
    world: World
    transaction: OneTransaction
    ids: dict[str, UUID] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def place_of(self, name: str) -> str:
        """Return the reference of the workspace a thing is in."""
        return self.refs["there" if name in THERE else "here"]

    def build(self) -> None:
        """Make everything, by the product's own verbs where there are."""
        self._mark_places()
        house = house_of(self.app)
        with self.app.app_context(), circumstances(request_id="scene", queue=house.queue):
            self._documents()
        self._uploads()
        self._sharing()
        self.ids |= breach_scene(self.world, self.transaction)
        self.ids |= emergency_scene(self.world, self.transaction)
        self._folders()
        self._tasks()
        self._requests()
        self._findings()
        self.ids |= judge_scene(self.app, self.world, self.refs)
        self._reports()
        self._rebuttals()
        self._follow_up()
        self.ids |= publish_scene(Desk(self.app, self.world, self.transaction))
        self.ids |= contribute_scene(self.app, self.world, self.refs)
        self.ids |= case_scene(self.app, self.world, self.refs)
        self.ids |= plan_scene(self.app, self.world, self.refs, self.transaction)
        self.ids |= notice_scene(self.world, self.transaction, self.ids)
        self.ids |= programme_scene(self.app, self.world, self.transaction)
        self.ids |= administration_scene(self.app, self.world, self.transaction)
        with acting(self.app, system_actor("signer")):
            sign_logs(
                system_actor("signer"), master=house.tool(MasterKey), public_url="http://localhost"
            )

    def _mark_places(self) -> None:
        places = {"here": self.world.workspace, "there": self.world.elsewhere}
        with self.transaction.as_owner() as owner:
            for name, place in places.items():
                self.refs[name], self.ids[name] = place.ref, place.id
                row = owner.get_one(Workspace, place.id)
                row.title, row.purpose = marked(name, "Onderzoek"), marked(name, "Veilig")
                row.template, row.holds_cases = COORDINATING, True
            self._mark_people(owner)

    def _mark_people(self, owner: Any) -> None:
        wanted = {"member_here": ("bram", "here"), "member_there": ("dirk", "there")}
        for name, (who, place) in wanted.items():
            person = owner.get_one(Person, self.world.person(who).id)
            person.job_title = marked(name, "inspecteur")
            self.ids[name] = owner.execute(
                select(Membership.id).where(
                    Membership.person_id == person.id,
                    Membership.workspace_id == self.ids[place],
                )
            ).scalar_one()
        for name, who in (("ijenv_mandate", "wim"), ("igj_mandate", "cora")):
            held = select(Mandate).where(Mandate.holder_id == self.world.person(who).id)
            mandate = owner.execute(held).scalar_one()
            mandate.source, self.ids[name] = marked(name, "Besluit"), mandate.id
        for name, code, place in (
            ("igj_takes_part", "igj", "here"),
            ("nvwa_takes_part", "nvwa", "there"),
        ):
            self.ids[name] = owner.execute(
                select(Participation.id).where(
                    Participation.organisation_id == self.world.organisations[code].id,
                    Participation.workspace_id == self.ids[place],
                )
            ).scalar_one()

    def _uploads(self) -> None:
        for name, who in (("upload_here", "bram"), ("upload_there", "dirk")):
            sender = Sender(
                Api(self.app, self.world.person(who), self.transaction), self.place_of(name)
            )
            address = sender.begun(9, said={"filename": f"{file_named(name)}.txt"})
            self.ids[name] = UUID(address.rpartition("/")[2])

    def _sharing(self) -> None:
        bases = house_of(self.app).tool(LegalBases)
        asked = Asked(partner="ivho", data=("bevindingen",))
        for name, who, place, document in (
            ("igj_answer", "bram", "here", "igj_private"),
            ("nvwa_answer", "dirk", "there", "nvwa_document"),
        ):
            with self._working(who, place) as (actor, workspace):
                document_id = self.ids[document]
                answer = keep_answer(
                    actor, workspace, document_id=document_id, asked=asked, bases=bases
                )
                self.ids[name] = answer.id
        wanted = documents.WantedBasis(
            law=marked("igj_basis", "Een wet"),
            article="1",
            purpose=marked("igj_basis", "Samen kijken"),
            reason=marked("igj_basis", "Het staat er."),
            valid_until=next_month(),
            data=("bevindingen",),
        )
        with self._working("bram", "here") as (actor, workspace):
            basis = documents.ask_for_basis(
                actor,
                workspace,
                document_id=self.ids["igj_private"],
                receiver_id=self.world.organisations["ivho"].id,
                wanted=wanted,
            )
            self.ids["igj_basis"] = basis.id
        with self._working("anna", "here") as (actor, workspace):
            name = marked("here", "Alleen IvhO")
            propose_profile(actor, workspace, name=name, levels={"ivho": "view"})

    def _documents(self) -> None:
        library = Library(house_of(self.app), self.world)
        wim = (self.world.person("wim").login,)
        ivho = rule_for("ivho", "view")
        self._bring(library, "igj_private", "bram")
        self._bring(library, "igj_shared", "bram", rule_for("ijenv", "download"), ivho)
        self._bring(
            library,
            "igj_classified",
            "bram",
            rule_for("ijenv", "view"),
            classification="dep_vertrouwelijk",
        )
        self._bring(library, "igj_for_wim", "bram", rule_for("ijenv", "view", people=wim))
        self._bring(library, "igj_withdrawn", "bram", rule_for("ijenv", "download"))
        police = rule_for("ijenv", "download", special_data=("police_data",))
        self._bring(library, "igj_police", "bram", police, is_police_data=True)
        self._bring(library, "ijenv_private", "anna")
        elsewhere = self.world.elsewhere
        with self.transaction.as_owner() as owner:
            folder = owner.execute(
                select(Folder).where(Folder.workspace_id == elsewhere.id)
            ).scalar_one()
        self._bring(library, "nvwa_document", "dirk", workspace=elsewhere, folder=folder)
        bram = self.world.actor("bram")
        for name in ("igj_private", "igj_shared", "igj_classified", "igj_for_wim"):
            with house_of(self.app).database.session_for(bram):
                say(bram, At(self.ids[name]), body=marked(name, "@Cora, kijk je?"))
        with house_of(self.app).database.session_for(bram) as session:
            document = session.get_one(Document, self.ids["igj_withdrawn"])
            documents.withdraw(bram, document.id, seen_version=document.version)

    def _bring(self, library: Library, name: str, who: str, *rules: Any, **how: Any) -> None:
        is_pdf = name == "igj_shared"
        document = library.bring(
            who,
            *rules,
            title=marked(name, "Verslag"),
            name=f"{file_named(name)}.{'pdf' if is_pdf else 'txt'}",
            content=a_pdf(marked(name)) if is_pdf else marked(name, "inhoud\n").encode(),
            **how,
        )
        self.ids[name] = document.id

    def _folders(self) -> None:
        with self.transaction.as_owner() as owner:
            for name, place in (("folder_here", "here"), ("folder_there", "there")):
                parent = owner.execute(
                    select(Folder).where(
                        Folder.workspace_id == self.ids[place], Folder.parent_id.is_(None)
                    )
                ).scalar_one()
                folder = Folder(
                    workspace_id=self.ids[place],
                    parent_id=parent.id,
                    name=marked(name, "Stukken"),
                    position=1,
                )
                owner.add(folder)
                owner.flush()
                self.ids[name] = folder.id

    def _requests(self) -> None:
        house = house_of(self.app)
        wish = requests.Wish(
            partner="igj",
            title=marked("request_here", "Mogen wij meelezen"),
            details=marked("request_here", "Alles over het rooster."),
            purpose=marked("request_here", "Samen onderzoeken"),
            legal_basis=BASIS,
            level="view",
            due_on=next_month(),
        )
        actor = self.world.actor("anna")
        with (
            circumstances(request_id="scene", queue=house.queue),
            house.database.session_for(actor),
        ):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.ref)
            made = requests.ask(actor, place, wish=wish, bases=house.tool(LegalBases))
            self.ids["request_here"] = made.id

    def _tasks(self) -> None:
        self.ids |= ask_scene(self.app, self.world, self.refs)
        self._notices()

    def _notices(self) -> None:
        for name, who, task in (
            ("notice_here", "bram", "task_here"),
            ("notice_there", "dirk", "task_there"),
        ):
            person = self.world.person(who)
            with self.transaction.as_owner() as owner:
                notice = Notice(
                    person_id=person.id,
                    organisation_id=person.organisation_id,
                    workspace_id=self.ids["there" if name in THERE else "here"],
                    task_id=self.ids[task],
                    kind=NoticeKind.ASKED,
                    at=clock.now(),
                )
                owner.add(notice)
                owner.flush()
                self.ids[name] = notice.id

    def _findings(self) -> None:
        with self.transaction.as_owner() as owner:
            place = owner.get_one(Workspace, self.ids["there"])
            norm = a_norm(owner, place, text=marked("there", "Het is schoon."), law="Warenwet")
            foreign_norm = norm.id
        here = self.world.norm.id
        cited = frozenset({self.ids["igj_private"], self.ids["igj_shared"]})
        self._write("ijenv_finding", "anna", here, audience=Audience.OWN)
        self._write("igj_finding", "bram", here, evidence=cited, is_final=True)
        self._write("nvwa_finding", "dirk", foreign_norm, is_final=True)

    def _write(
        self, name: str, who: str, norm_id: UUID, *, is_final: bool = False, **more: Any
    ) -> None:
        words = {
            "title": marked(name, "Te weinig"),
            "text": marked(name, "Wij telden 61 uur."),
            "norm_id": norm_id,
            "aspect": Aspect.RESOURCES,
            "judgement": Judgement.NOT_MET,
            "audience": Audience.WORKSPACE,
            "recommendations": (Advice(marked(name, "Haal 77 uur."), "de directie"),),
        }
        with self._working(who, "there" if name in THERE else "here") as (actor, workspace):
            finding = findings.add_finding(actor, workspace, text=FindingText(**(words | more)))
            self.ids[name] = finding.id
            if is_final:
                findings.put_forward(actor, finding, seen_version=1)
            say(actor, At(finding_id=finding.id), body=marked(name, "Klopt dit?"))

    def _reports(self) -> None:
        seats = (SeatWish("ijenv", CHIEF), SeatWish("igj", CHIEF))
        self._build("draft_here", "anna", "igj_finding", seats=seats)
        self._build("frozen_here", "anna", "igj_finding", seats=seats)
        self._build("draft_there", "dirk", "nvwa_finding")
        tools = Desk(self.app, self.world, self.transaction).tools
        with self._working("anna", "here") as (actor, _workspace):
            report = reports.get_anywhere(actor, ReportPermission.FREEZE, self.ids["frozen_here"])
            seen = freezing.token_now(actor, report)
            freezing.freeze(actor, report, seen_version=1, seen_findings=seen, tools=tools)

    def _rebuttals(self) -> None:
        tools = Desk(self.app, self.world, self.transaction).tools
        wish = rebuttals.Hearing(
            entity=marked("rebuttal_here", "De Meerkoet"),
            contact=marked("rebuttal_here", "M. de Vries"),
            email="wederhoor@example.nl",
            findings=(self.ids["igj_finding"],),
        )
        with self._working("anna", "here") as (actor, workspace):
            report = reports.get_anywhere(actor, ReportPermission.VIEW, self.ids["frozen_here"])
            made = rebuttals.open_rebuttal(actor, report, wish=wish, tools=tools)
            self.ids["rebuttal_here"] = made.id
            heard = keeping_rebuttals.get_for(
                actor, RebuttalPermission.SEND, rebuttal_id=made.id, workspace=workspace
            )
            today = clock.today()
            rebuttals.note_sent(actor, heard, day=today, seen_version=1)
            for name, finding in (("remark_here", "igj_finding"), ("general_here", None)):
                said = rebuttals.Remark(
                    self.ids[finding] if finding else None,
                    marked(name, "blz. 3"),
                    marked(name, "Het waren 70 uur."),
                )
                item = rebuttals.add_item(actor, heard, said=said, received_on=today)
                self.ids[name] = item.id

    def _follow_up(self) -> None:
        """Follow a recommendation of IGJ, as the house does once a report is adopted."""
        with self.transaction.as_owner() as owner:
            report = owner.get_one(Report, self.ids["frozen_here"])
            finding = owner.get_one(Finding, self.ids["igj_finding"])
            made = follow_up_of(report, finding, name="follow_up_here")
            owner.add(made)
            self.ids["follow_up_here"] = made.id

    def _build(self, name: str, who: str, finding: str, **more: Any) -> None:
        draft = ReportDraft(
            title=marked(name, "Rapport"),
            findings=(self.ids[finding],),
            introduction=marked(name, "Wij keken."),
            conclusion=marked(name, "Er moet iets gebeuren."),
            **more,
        )
        with self._working(who, "there" if name in THERE else "here") as (actor, workspace):
            self.ids[name] = building.make_report(actor, workspace, draft=draft).id

    @contextmanager
    def _working(self, who: str, place: str) -> Iterator[tuple[Actor, Workspace]]:
        """Stand in a workspace as one of the cast."""
        actor = self.world.actor(who)
        with acting(self.app, actor):
            yield actor, workspaces.get_for(actor, WorkspacePermission.VIEW, self.refs[place])
