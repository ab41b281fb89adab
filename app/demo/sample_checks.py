"""How the sample must agree with itself: names that exist, roles that fit, bases that hold."""

from collections.abc import Collection, Iterator

from app.demo.sample_breaches import wrong_breaches
from app.demo.sample_calendar import SampleCalendarRow
from app.demo.sample_cases import wrong_cases
from app.demo.sample_closings import wrong_closings
from app.demo.sample_contributions import wrong_rounds
from app.demo.sample_emergencies import wrong_emergencies
from app.demo.sample_observations import wrong_observations
from app.demo.sample_programme import wrong_programme
from app.demo.sample_publications import wrong_publications
from app.demo.sample_rows import (
    Sample,
    SampleDocument,
    SampleFinding,
    SampleRebuttal,
    SampleReport,
    SampleSeat,
    SampleTask,
    SampleWorkspace,
)
from app.demo.sample_scorings import wrong_scorings


def mistakes_in(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the sample that does not fit the rest of it."""
    yield from _wrong_people(sample)
    for workspace in sample.workspaces.values():
        yield from _wrong_workspace(sample, workspace)
    if any(workspace.template not in sample.templates for workspace in sample.workspaces.values()):
        return  # folders, norms and terms cannot be looked up without a template
    for document in sample.documents.values():
        yield from _wrong_document(sample, document)
    for task in sample.tasks.values():
        yield from _wrong_task(sample, task)
    for finding in sample.findings.values():
        yield from _wrong_finding(sample, finding)
    for report in sample.reports.values():
        yield from _wrong_report(sample, report)
    yield from _wrong_rebuttals(sample)
    yield from wrong_rounds(sample)
    yield from wrong_observations(sample)
    yield from wrong_scorings(sample)
    yield from wrong_breaches(sample)
    yield from wrong_emergencies(sample)
    yield from wrong_closings(sample)
    yield from wrong_publications(sample)
    for row in sample.calendar.values():
        yield from _wrong_calendar_row(sample, row)
    yield from wrong_cases(sample)
    yield from wrong_programme(
        sample.programme.values(),
        people=sample.people,
        organisations=sample.organisations,
        workspaces=sample.workspaces,
    )


def _unknown(
    where: str, kind: str, *, names: Collection[object], known: Collection[object]
) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{where}: there is no {kind} {name!r}."


def _wrong_people(sample: Sample) -> Iterator[str]:
    for organisation in sample.organisations.values():
        heirs = [organisation.successor] if organisation.successor else []
        yield from _unknown(
            f"organisation {organisation.code}",
            "organisation",
            names=heirs,
            known=sample.organisations,
        )
    yield from _unknown(
        "providers", "organisation", names=list(sample.providers), known=sample.organisations
    )
    for person in sample.people.values():
        where = f"person {person.number}"
        yield from _unknown(
            where, "organisation", names=[person.organisation], known=sample.organisations
        )
    for mandate in sample.mandates.values():
        where = f"mandate {mandate.number}"
        yield from _unknown(where, "person", names=[mandate.person], known=sample.people)
        yield from _unknown(
            where, "workspace template", names=mandate.covers, known=sample.templates
        )
    covered = {mandate.person for mandate in sample.mandates.values()}
    for person in sample.people.values():
        if person.may_sign and person.number not in covered:
            yield f"person {person.number} may sign, but has no mandate."


def _wrong_workspace(sample: Sample, workspace: SampleWorkspace) -> Iterator[str]:
    where = f"workspace {workspace.code}"
    template = sample.templates.get(workspace.template)
    if template is None:
        yield f"{where}: there is no workspace template {workspace.template!r}."
        return
    phases = [phase.code for phase in workspace.phases]
    parties = [party.organisation for party in workspace.participants]
    people = [member.person for member in workspace.members]
    yield from _unknown(
        where, "phase", names=phases, known=[phase.code for phase in template.phases]
    )
    yield from _unknown(where, "legal basis", names=workspace.legal_bases, known=sample.legal_bases)
    yield from _unknown(where, "organisation", names=parties, known=sample.organisations)
    yield from _unknown(where, "person", names=people, known=sample.people)
    if sum(party.role == "lead" for party in workspace.participants) != 1:
        yield f"{where}: there must be exactly one lead."
    for number in people:
        person = sample.people.get(number)
        if person is not None and person.organisation not in parties:
            yield f"{where}: {person.name} is a member, but {person.organisation} takes no part."


def _wrong_document(sample: Sample, document: SampleDocument) -> Iterator[str]:
    where = f"document {document.code}"
    workspace = sample.workspaces.get(document.workspace)
    if workspace is None:
        yield f"{where}: there is no workspace {document.workspace!r}."
        return
    template = sample.templates[workspace.template]
    parties = [party.organisation for party in workspace.participants]
    named = [number for rule in document.rules for number in rule.people]
    yield from _unknown(where, "participant", names=[document.owner], known=parties)
    yield from _unknown(
        where, "participant", names=[r.organisation for r in document.rules], known=parties
    )
    yield from _unknown(where, "person", names=[document.uploaded_by, *named], known=sample.people)
    if template.folder(document.folder) is None:
        yield f"{where}: the template {template.code} has no folder {document.folder!r}."
    allowed = {workspace.classification.default, workspace.classification.highest}
    if document.classification not in allowed:
        yield f"{where}: it is classified above its workspace."
    yield from _wrong_rules(sample, document)


def _wrong_rules(sample: Sample, document: SampleDocument) -> Iterator[str]:
    """Every grant names a legal basis that holds between the two, a purpose and an end."""
    for rule in document.rules:
        where = f"document {document.code}, rule for {rule.organisation}"
        if rule.level == "none":
            continue
        basis = sample.legal_bases.get(rule.legal_basis or "")
        if basis is None:
            yield f"{where}: there is no legal basis {rule.legal_basis!r}."
            continue
        if rule.until is None or not rule.purpose:
            yield f"{where}: a grant needs a purpose and an end."
        if not basis.holds_between(
            _code_and_kind(sample, document.owner), _code_and_kind(sample, rule.organisation)
        ):
            yield f"{where}: {basis.code} does not hold from {document.owner} to it."
        if not basis.is_valid_on(sample.monday):
            yield f"{where}: {basis.code} does not hold on {sample.monday}."


def _code_and_kind(sample: Sample, code: str) -> tuple[str, str]:
    organisation = sample.organisations.get(code)
    return code, organisation.kind if organisation is not None else ""


def _wrong_task(sample: Sample, task: SampleTask) -> Iterator[str]:
    where = f"task {task.code}"
    workspace = sample.workspaces.get(task.workspace)
    if workspace is None:
        yield f"{where}: there is no workspace {task.workspace!r}."
        return
    members = [member.person for member in workspace.members]
    terms = [term.code for term in sample.templates[workspace.template].terms]
    yield from _unknown(
        where, "member", names=[task.assignee, task.assigned_by, *task.followers], known=members
    )
    roles = {member.person: str(member.role) for member in workspace.members}
    if task.office is not None and roles.get(task.assignee) != task.office:
        yield f"{where}: {task.assignee} does not hold the office {task.office} there."
    yield from _unknown(where, "task", names=task.after, known=sample.tasks)
    yield from _unknown(where, "term", names=[task.term] if task.term else [], known=terms)


def _wrong_finding(sample: Sample, finding: SampleFinding) -> Iterator[str]:
    where = f"finding {finding.code}"
    workspace = sample.workspaces.get(finding.workspace)
    if workspace is None:
        yield f"{where}: there is no workspace {finding.workspace!r}."
        return
    here = [d.code for d in sample.documents.values() if d.workspace == finding.workspace]
    members = [member.person for member in workspace.members]
    yield from _unknown(where, "document of this workspace", names=finding.evidence, known=here)
    yield from _unknown(where, "member", names=[finding.author], known=members)
    norm = sample.templates[workspace.template].norm(finding.norm)
    if norm is None:
        yield f"{where}: the template {workspace.template} has no norm {finding.norm!r}."
    elif norm.aspect != finding.aspect:
        yield f"{where}: the aspect is {finding.aspect}, that of its norm is {norm.aspect}."
    author = sample.people.get(finding.author)
    if author is not None and author.organisation != finding.owner:
        yield f"{where}: {author.name} is not of {finding.owner}."


def _wrong_report(sample: Sample, report: SampleReport) -> Iterator[str]:
    where = f"report {report.code}"
    here = [f.code for f in sample.findings.values() if f.workspace == report.workspace]
    seated = [seat.person for seat in report.seats]
    yield from _unknown(where, "workspace", names=[report.workspace], known=sample.workspaces)
    yield from _unknown(where, "finding of this workspace", names=report.findings, known=here)
    yield from _unknown(
        where, "person", names=[report.made_by, *report.notified], known=sample.people
    )
    signers = [person.number for person in sample.people.values() if person.may_sign]
    yield from _unknown(where, "signatory", names=seated, known=signers)
    if report.follows is not None:
        yield from _unknown(where, "report", names=[report.follows], known=sample.reports)
        if not report.reason:
            yield f"{where}: it follows {report.follows} without a reason."
    if report.status == "adopted" and not all(map(_stands_behind, report.seats)):
        yield f"{where}: it is adopted, but not every seat has signed."


def _wrong_rebuttals(sample: Sample) -> Iterator[str]:
    for each in sample.rebuttals.values():
        yield from _wrong_rebuttal(sample, each)


def _wrong_rebuttal(sample: Sample, rebuttal: SampleRebuttal) -> Iterator[str]:
    where = f"rebuttal on {rebuttal.report}"
    yield from _unknown(where, "report", names=[rebuttal.report], known=sample.reports)
    deciders = [each.decided_by for each in rebuttal.remarks if each.decided_by]
    yield from _unknown(where, "person", names=[rebuttal.opened_by, *deciders], known=sample.people)
    report = sample.reports.get(rebuttal.report)
    about = [each.finding for each in rebuttal.remarks if each.finding]
    if report is not None:
        yield from _unknown(where, "finding of this report", names=about, known=report.findings)


def _stands_behind(seat: SampleSeat) -> bool:
    return seat.signed_on is not None and seat.decision in ("sign", "reserve")


def _wrong_calendar_row(sample: Sample, row: SampleCalendarRow) -> Iterator[str]:
    where = f"calendar row {row.number}"
    workspace = sample.workspaces.get(row.workspace)
    if workspace is None:
        yield f"{where}: there is no workspace {row.workspace!r}."
        return
    members = [member.person for member in workspace.members]
    parties = [party.organisation for party in workspace.participants]
    for each in row.planners:
        yield from _unknown(where, "member", names=[each.person], known=members)
        person = sample.people.get(each.person)
        if person is not None and person.organisation != each.owner:
            yield f"{where}: person {each.person} is not of {each.owner!r}."
    if row.settled and not row.also:
        yield f"{where}: nobody else plans this, so there is nothing to settle."
    codes = [*(each.owner for each in row.planners), *row.visible_to]
    yield from _unknown(where, "participant", names=codes, known=[*parties, "planned", "all"])
