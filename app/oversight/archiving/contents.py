"""What goes along: what was brought, found, given and reported, the log, and the dossier."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

from app.contributions import queries as contributions
from app.documents import queries as documents
from app.documents import service as document_service
from app.documents.queries import DocumentRow
from app.documents.service import Depot
from app.findings import queries as findings
from app.findings.queries import ObservationPlace
from app.identity import queries as identity
from app.identity.models import Organisation
from app.incidents import queries as incidents
from app.incidents import service as incident_service
from app.incidents.models import Case
from app.incidents.policy import shares_cases
from app.kernel.access import Actor
from app.kernel.errors import NotAllowed
from app.oversight import proofs, verifier
from app.oversight.archiving.package import Package
from app.oversight.archiving.writing import (
    OF_A_PERSON,
    README,
    write_case,
    write_contribution,
    write_finding,
    write_observation,
)
from app.reports import queries as reports
from app.reports.service import evidence, files
from app.reports.service.files import Tools as ReportTools
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

POLICE_DATA = "Politiegegevens (Wpg) gaan niet mee: die opent iemand één voor één, voor een doel."
GONE_MEANWHILE = "Dit document verdween voor u terwijl het pakket werd gemaakt."
AT_A_TIME = 200
CLOSED_DOCUMENT = "een document dat u niet ziet"
UNKNOWN_ENDING = ".bin"


def put_documents(package: Package, actor: Actor, workspace: Workspace, *, depot: Depot) -> None:
    """Put in every document the organisation may take along, in each released version."""
    for number, row in enumerate(_all_documents(package, actor, workspace), start=1):
        if row.is_police_data:
            package.other_ids.add(row.id)
            package.leave_out(title=row.title, owner=row.owner, why=POLICE_DATA)
            continue
        try:
            versions = document_service.hand_to_archive(
                actor, row.id, workspace=workspace, depot=depot
            )
        except NotAllowed as refusal:
            package.other_ids.add(row.id)
            package.leave_out(title=row.title, owner=row.owner, why=str(refusal))
            continue
        package.versions += [(row.id, each.version.number) for each in versions]
        home, thing = f"documenten/{number:04}", package.describer.named(row.title, str(row.id))
        described = package.describer.of_document(row, [each.version for each in versions])
        package.describe(f"{home}/geheel", described)
        for each in versions:
            path = f"{home}/versie-{each.version.number}{_ending(each.version.media_type)}"
            named = package.describer.version(row, each.version)
            media_type = each.version.media_type
            bagged = package.put(path, each.pieces, named=named, media_type=media_type, of=thing)
            package.tell(path, title=row.title, owner=row.owner, sha256=bagged.sha256)


def put_findings(package: Package, actor: Actor, workspace: Workspace) -> None:
    """Put in every finding the organisation reads, with the evidence it may know of."""
    listed = [row.id for row in findings.list_visible(actor, workspace)]
    found = {each.id: each for each in findings.list_by_id(actor, workspace, ids=listed)}
    cited = findings.list_evidence(actor, workspace=workspace, finding_ids=listed)
    facts = findings.list_facts(actor, workspace, finding_ids=listed)
    for number, finding_id in enumerate(listed, start=1):
        finding = found[finding_id]
        package.other_ids.add(finding_id)
        text = write_finding(
            finding,
            [each for each in cited if each.of_id == finding_id],
            facts=[each for each in facts if each.finding_id == finding_id],
        )
        package.put_thing(
            f"bevindingen/{number:04}",
            [("bevinding.md", [text.encode()], "text/markdown")],
            title=f"{finding.ref} {finding.title}",
            mark=str(finding.id),
            owner=finding.organisation,
        )


def put_observations(package: Package, actor: Actor, workspace: Workspace) -> None:
    """Put in every observation the organisation reads, with all versions it reads of it."""
    number, after = 0, None
    while page := findings.list_observations(actor, workspace, after=after):
        for observation in page:
            number += 1
            package.other_ids.add(observation.id)
            versions = findings.list_observation_versions(actor, observation)
            cited = findings.list_observation_evidence(actor, observation)
            names = findings.list_observer_names(versions)
            text = write_observation(observation, versions, names=names, cited=cited)
            package.put_thing(
                f"waarnemingen/{number:04}",
                [("waarneming.md", [text.encode()], "text/markdown")],
                title=f"{observation.ref} {observation.title}",
                mark=str(observation.id),
                owner=observation.organisation,
            )
        after = ObservationPlace(page[-1].observed_on, page[-1].id)


def put_contributions(package: Package, actor: Actor, workspace: Workspace) -> None:
    """Put in what was delivered in contribution rounds, as far as the organisation gave or got it.

    What is between others, and what is being written still, does not go along.
    """
    number = 0
    for row in contributions.list_visible(actor, workspace):
        standings = contributions.list_standings(actor, row.round)
        delivered = [each.contribution for each in standings if each.is_delivered]
        given = contributions.contents_of(actor, delivered)
        known = documents.list_by_id(
            actor, workspace, ids={key for _text, chosen in given.values() for key in chosen}
        )
        titles = {each.id: each.title for each in known}
        for each in delivered:
            text, chosen = given[each.id]
            if not text and not chosen:
                continue
            number += 1
            package.other_ids.add(each.id)
            told = write_contribution(
                row.round,
                by=each,
                text=text,
                documents=[titles.get(key, CLOSED_DOCUMENT) for key in sorted(chosen)],
            )
            package.put_thing(
                f"bijdragen/{number:04}",
                [("bijdrage.md", [told.encode()], "text/markdown")],
                title=f"{row.round.title}, {each.organisation.short_name}",
                mark=str(each.id),
                owner=each.organisation,
            )


def put_cases(package: Package, actor: Actor, workspace: Workspace, *, depot: Depot) -> None:
    """Put in every case the organisation sees: facts, terms, decisions, and the letters sent.

    Cases are for the lead and the partners; drafts of letters are in no package.
    """
    if not shares_cases.holds(actor, workspace) or not workspace.holds_cases:
        return
    for number, case in enumerate(_all_cases(actor, workspace), start=1):
        sent = [each for each in incidents.list_letters(case) if each.made_final_at is not None]
        told = write_case(
            case,
            terms=incidents.list_terms(case),
            decisions=incidents.list_decisions(case),
            letters=sent,
        )
        files: list[tuple[str, list[bytes], str]] = [("zaak.md", [told.encode()], "text/markdown")]
        for position, letter in enumerate(reversed(sent), start=1):
            content = incident_service.download_letter(actor, letter, depot=depot)
            files.append((f"brief-{position}.pdf", [content], "application/pdf"))
        package.put_thing(
            f"zaken/{number:04}",
            files,
            title=f"{case.ref} {case.pseudonym}",
            mark=str(case.id),
            owner=case.organisation,
        )


def _all_cases(actor: Actor, workspace: Workspace) -> Iterator[Case]:
    after = None
    while page := incidents.list_after(actor, workspace, limit=AT_A_TIME, after=after):
        yield from page
        after = page[-1].id


def put_reports(
    package: Package, actor: Actor, workspace: Workspace, *, tools: ReportTools
) -> None:
    """Put in every frozen report, with the pack by which anybody checks its seals."""
    number = 0
    for report in reports.list_visible(actor, workspace):
        if report.file is None:
            continue
        number += 1
        content = files.download(actor, report, file=report.file, tools=tools)
        pack = evidence.make_pack(actor, report, tools=tools)
        package.put_thing(
            f"rapporten/{number:04}",
            [
                ("rapport.pdf", [content], "application/pdf"),
                ("bewijspakket.zip", [pack], "application/zip"),
            ],
            title=f"{report.ref} {report.title}",
            mark=str(report.id),
            owner=identity.get_known_organisation(report.organisation_id),
        )


def put_log(
    package: Package,
    actor: Actor,
    workspace: Workspace,
    *,
    organisation: Organisation,
    public_url: str,
) -> None:
    """Put in the whole log as this organisation reads it, and what it takes to check that."""
    checkpoint = proofs.get_checkpoint(workspace)
    lines = _log_of(package, actor, workspace, public_url=public_url)
    package.put_thing(
        "logboek",
        [
            ("logboek.jsonl", lines, "application/jsonl"),
            ("checkpoint.txt", [checkpoint.note.encode()], "text/plain"),
            ("samenzicht_controle.py", [Path(verifier.__file__).read_bytes()], "text/x-python"),
        ],
        title=f"Logboek van {workspace.ref}",
        mark=f"{workspace.ref}, logboek",
        owner=organisation,
    )


def put_frame(
    package: Package, workspace: Workspace, organisation: Organisation, *, asked_by: Actor
) -> None:
    """Put in what the workspace is, how to read the package, and the overview, which is last."""
    participants = [each.organisation for each in workspaces.list_participants(workspace)]
    package.describe("dossier", package.describer.of_workspace(participants))
    readme = README.format(ref=workspace.ref, title=workspace.title, name=organisation.name)
    if asked_by.is_person:
        readme += OF_A_PERSON.format(name=asked_by.name)
    for name, content, media_type in (
        ("LEESMIJ.txt", readme.encode(), "text/plain"),
        ("overzicht.csv", package.overview(), "text/csv"),
    ):
        named = package.describer.named(name, f"{workspace.ref}, {organisation.code}, {name}")
        of = package.describer.dossier
        package.put(name, [content], named=named, media_type=media_type, of=of)


def _all_documents(package: Package, actor: Actor, workspace: Workspace) -> Iterator[DocumentRow]:
    """Yield each document that was there at one moment; what went away meanwhile is left out."""
    ids = documents.list_ids(actor, workspace)
    for some in (ids[at : at + AT_A_TIME] for at in range(0, len(ids), AT_A_TIME)):
        rows = {row.id: row for row in documents.list_by_id(actor, workspace, ids=some)}
        for each in some:
            if row := rows.get(each):
                yield row
            else:
                package.leave_out(title="", owner=None, why=GONE_MEANWHILE)


def _log_of(
    package: Package, actor: Actor, workspace: Workspace, *, public_url: str
) -> Iterator[bytes]:
    head, size = proofs.head_of_file(workspace, public_url=public_url)
    yield head.encode()
    for first in range(0, size, proofs.AT_A_TIME):
        past = min(size, first + proofs.AT_A_TIME)
        for line in proofs.lines_of_file(actor, workspace, first=first, past=past):
            if line.is_told:
                package.told_lines.append(line.index)
            yield line.text.encode()


def _ending(media_type: str) -> str:
    """Return the ending of a file's name by what was found in it, not by what it was called."""
    return mimetypes.guess_extension(media_type, strict=True) or UNKNOWN_ENDING
