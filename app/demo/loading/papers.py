"""Documents come in, each from its own organisation, under the rules its owner lays down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.demo.files import FileMaker
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleDocument, SampleRule, SampleWorkspace
from app.documents import queries, service
from app.documents.models import Folder
from app.documents.policy import DocumentPermission
from app.documents.service import Depot, Description, Incoming, NewRule, Proposal
from app.kernel.access import Actor
from app.workspaces.models import Marking, Workspace
from app.workspaces.queries.legal_bases import LegalBases

UNMARKED = Marking.PUBLIC
"""The sample's documents without a marking: nothing restricts their handling."""


def happenings(story: Story, workspace: SampleWorkspace, files: FileMaker) -> Iterator[Happening]:
    """Yield the arrival of every document of a workspace."""
    for number, each in enumerate(story.papers_of(workspace)):
        moment = story.moment(each.uploaded_on, minutes=60 + 7 * number)
        yield Happening(moment, partial(_bring, story, each, moment=moment, files=files))


def _bring(story: Story, sample: SampleDocument, *, moment: datetime, files: FileMaker) -> None:
    file = files.make(sample.code)
    with story.acting(sample.uploaded_by, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        document = service.add_document(
            actor,
            workspace,
            incoming=Incoming(BytesIO(file.content), file.name),
            description=_description(sample, _folder(story, actor, workspace, sample=sample)),
            depot=depot_of(story),
        )
        story.documents[sample.code] = document.id
        _lay_down(story, actor, sample)


def depot_of(story: Story) -> Depot:
    """Return where the demonstration's files go."""
    house = story.house
    return service.depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))


def _description(sample: SampleDocument, folder: Folder) -> Description:
    return Description(
        folder_id=folder.id,
        title=sample.title,
        classification=sample.classification,
        marking=Marking(sample.marking) if sample.marking else UNMARKED,
        is_special_category="special_category" in sample.flags,
        is_criminal_data="criminal_data" in sample.flags,
        is_police_data="police_data" in sample.flags,
        note=sample.note or "",
    )


def _folder(story: Story, actor: Actor, workspace: Workspace, *, sample: SampleDocument) -> Folder:
    """Find the template's folder by its name in this workspace."""
    template = story.sample.templates[story.sample.workspaces[sample.workspace].template]
    wanted = template.folder(sample.folder)
    rows = queries.list_folders(actor, workspace)
    return next(each.folder for each in rows if wanted and each.folder.name == wanted.name)


def _lay_down(story: Story, actor: Actor, sample: SampleDocument) -> None:
    """Give the document the rules of the sample, and no others."""
    sighted = queries.get_for(actor, DocumentPermission.SHARE, story.documents[sample.code])
    service.set_rules(
        actor,
        sighted.document.id,
        proposal=Proposal(
            rules=tuple(_rule(story, each) for each in sample.rules),
            seen=queries.get_rulebook(sighted.document.policy_id).token,
            bases=story.house.tool(LegalBases),
        ),
    )


def _rule(story: Story, rule: SampleRule) -> NewRule:
    return NewRule(
        organisation=rule.organisation,
        level=rule.level,
        until=rule.until,
        legal_basis=rule.legal_basis or "",
        purpose=rule.purpose or "",
        people=tuple(story.sample.people[number].login for number in rule.people),
        special_data=tuple(rule.covers),
    )
