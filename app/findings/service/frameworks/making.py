"""Making frameworks, sharing and retiring them, and changing them line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from app.findings import queries
from app.findings.actions import FrameworkAction
from app.findings.models import Aspect, Audience, Framework, Level, Norm
from app.findings.policy import FrameworkPermission
from app.findings.service.frameworks.lines import MOST_LINES, LineText, Placed, place
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.events import WorkspaceStarted
from app.workspaces.models import Workspace


def furnish_workspace(work: Work, event: WorkspaceStarted) -> None:
    """Put the template's norms into a new workspace, as a framework of the lead that all read."""
    if not event.template.norms:
        return
    workspace = event.workspace
    framework = _made(
        work,
        workspace,
        owner_id=workspace.lead_id,
        title=event.template.title,
        audience=Audience.WORKSPACE,
    )
    for position, each in enumerate(event.template.norms, start=1):
        said = LineText(each.code, "", each.text)
        placed = Placed(said, Level.NORM, each.law, Aspect(each.aspect))
        _add(work, framework, placed, position=position)


def add_framework(
    actor: Actor, workspace: Workspace, *, title: str, audience: Audience
) -> Framework:
    """Make an empty framework of the actor's organisation."""
    if actor.organisation_id is None:
        raise NotFound
    with begin_work(actor) as work:
        require(actor, FrameworkPermission.ADD, workspace)
        framework = _made(
            work, workspace, owner_id=actor.organisation_id, title=title, audience=audience
        )
        work.record(FrameworkAction.ADDED, framework, audience=audience)
    framework.workspace = workspace
    return framework


def change_framework(
    actor: Actor, framework: Framework, *, title: str, audience: Audience, seen_version: int
) -> None:
    """Give a framework another title, or share it.

    Raises:
        OutOfDate: somebody saved another version meanwhile.
        Refused: it would no longer be shared; findings of others may rest on it.
    """
    with begin_work(actor) as work:
        begin_change(work, framework, seen_version=seen_version)
        if framework.audience == Audience.WORKSPACE and audience != Audience.WORKSPACE:
            told = _("A framework that is shared stays shared: findings of others may rest on it.")
            raise Refused(told, field="audience")
        framework.title, framework.audience = title, audience
        touch(framework)
        work.record(
            FrameworkAction.CHANGED, framework, version=framework.version, audience=audience
        )


def retire_framework(actor: Actor, framework: Framework, *, seen_version: int) -> None:
    """Let nothing new be tested by a framework; what was judged keeps its norm.

    Raises:
        OutOfDate: somebody saved another version meanwhile.
    """
    with begin_work(actor) as work:
        begin_change(work, framework, seen_version=seen_version)
        framework.retired_at = clock.now()
        touch(framework)
        work.record(FrameworkAction.RETIRED, framework, version=framework.version)


def put_line(
    actor: Actor,
    framework: Framework,
    *,
    line: LineText,
    seen_version: int,
    instead_of: UUID | None = None,
) -> None:
    """Add a line to a framework, or put another text in the place of one.

    Args:
        instead_of: the line that gets another text; it is retired, and keeps what was judged by it.

    Raises:
        OutOfDate: somebody changed the framework meanwhile.
        Refused: the code is taken, or the line cannot stand there.
    """
    with begin_work(actor) as work:
        begin_change(work, framework, seen_version=seen_version)
        lines = [each.norm for each in queries.list_lines(framework)]
        old = next((each for each in lines if each.id == instead_of), None)
        if instead_of is not None and old is None:
            raise OutOfDate(_("This line was changed or retired meanwhile."))
        if old is not None:
            line = replace(line, code=old.code)
        elif any(each.code == line.code for each in lines):
            raise Refused(_("There is a line with this code already."), field="code")
        placed, wrong = place([line], lines)
        if wrong:
            raise Refused(wrong[0].told, field=wrong[0].field)
        put_lines(work, framework, new=placed.values(), existing=lines)


def retire_line(actor: Actor, framework: Framework, *, norm_id: UUID, seen_version: int) -> None:
    """Retire a line, with all that stands under it.

    Raises:
        NotFound: it is not in use.
        OutOfDate: somebody changed the framework meanwhile.
    """
    with begin_work(actor) as work:
        begin_change(work, framework, seen_version=seen_version)
        lines = [each.norm for each in queries.list_lines(framework)]
        going = {each.code for each in lines if each.id == norm_id}
        if not going:
            raise NotFound
        for _level in Level:
            going |= {each.code for each in lines if each.parent_code in going}
        for each in lines:
            if each.code in going:
                each.retired_at = clock.now()
        touch(framework)
        work.record(
            FrameworkAction.LINES_CHANGED,
            framework,
            version=framework.version,
            retired=len(going),
        )


def begin_change(work: Work, framework: Framework, *, seen_version: int) -> None:
    """Lock a framework for a change of the version that was read.

    Raises:
        OutOfDate: there is another version meanwhile.
    """
    work.lock(framework)
    require(work.actor, FrameworkPermission.CHANGE, framework)
    if framework.version != seen_version:
        raise OutOfDate(_("Somebody changed this framework while you were reading."))


def put_lines(
    work: Work, framework: Framework, *, new: Iterable[Placed], existing: Iterable[Norm]
) -> None:
    """Put lines in a framework; one with the code of another takes its place.

    Raises:
        Refused: there would be too many.
    """
    old = {each.code: each for each in existing}
    wanted = list(new)
    replaced = [old[each.said.code] for each in wanted if each.said.code in old]
    if len(old) + len(wanted) - len(replaced) > MOST_LINES:
        told = _("A framework has at most %(most)d lines. Make another one.", most=MOST_LINES)
        raise Refused(told)
    for each in replaced:
        each.retired_at = clock.now()
    work.settle()
    after = max((each.position for each in old.values()), default=0)
    for position, placed in enumerate(wanted, start=after + 1):
        before = old.get(placed.said.code)
        _add(work, framework, placed, position=before.position if before else position)
    touch(framework)
    work.record(
        FrameworkAction.LINES_CHANGED,
        framework,
        version=framework.version,
        added=len(wanted) - len(replaced),
        changed=len(replaced),
    )


def touch(framework: Framework) -> None:
    """Make the next version of a framework."""
    framework.version, framework.changed_at = framework.version + 1, clock.now()


def _made(
    work: Work, workspace: Workspace, *, owner_id: UUID, title: str, audience: Audience
) -> Framework:
    framework = Framework(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=owner_id,
        title=title,
        audience=audience,
        changed_at=clock.now(),
        version=1,
    )
    work.add(framework)
    work.settle()
    return framework


def _add(work: Work, framework: Framework, placed: Placed, *, position: int) -> None:
    work.add(
        Norm(
            id=ids.new_id(),
            workspace_id=framework.workspace_id,
            framework_id=framework.id,
            position=position,
            level=placed.level,
            code=placed.said.code,
            parent_code=placed.said.parent_code,
            text=placed.said.text,
            law=placed.law,
            aspect=placed.aspect,
        )
    )
