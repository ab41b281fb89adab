"""Who sees an investigation of a work programme, and who keeps the programme.

The conditions answer in SQL and are what lists, single loads, counts and exports use; the rules
below say the same of one row that was loaded. Row security restates both (migration 0059).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, any_, exists, false, or_
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from app.coordination.models import Rest
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.programme.models import Investigation, InvestigationWorkspace, Keeping
from app.workspaces import policy as places


class ProgrammePermission(Permission):
    """What one may do with work programmes."""

    VIEW = "programme:page:view"
    ENTER = "programme:investigation:add"
    SEE = "investigation:entry:view"
    CHANGE = "investigation:entry:change"


def visible_to(
    actor: Actor, row: type[Investigation] | AliasedClass[Investigation] = Investigation
) -> ColumnElement[bool]:
    """Return the condition under which an investigation is visible: its own, named, or all."""
    if not actor.is_person or actor.organisation_id is None:
        return false()
    own = sql.parameter(actor.organisation_id)
    return or_(
        row.organisation_id == own,
        and_(
            row.withdrawn_at.is_(None),
            or_(own == any_(row.named), row.rest == Rest.EVERYTHING),
        ),
    )


def links_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a link is visible: both its ends are."""
    linked = aliased(Investigation)
    return and_(
        InvestigationWorkspace.ended_at.is_(None),
        places.is_place_of(actor, InvestigationWorkspace.workspace_id),
        exists().where(
            linked.id == InvestigationWorkspace.investigation_id, visible_to(actor, linked)
        ),
    )


@rule(lazy("Only people of an organisation read work programmes."))
def is_of_an_organisation(actor: Actor, keeping: Keeping) -> bool:
    """Hold for a person, about the own organisation."""
    return (
        actor.is_person
        and actor.organisation_id is not None
        and (keeping.person_id, keeping.organisation_id) == (actor.person_id, actor.organisation_id)
    )


@rule(lazy("Only a coordinator of your organisation keeps its work programme."))
def keeps_it(_actor: Actor, keeping: Keeping) -> bool:
    """Hold for who coordinates where the own organisation leads, or has the duty of it."""
    return keeping.keeps


@rule(lazy("This investigation is not meant for you."), is_sight=True)
def is_visible(actor: Actor, it: Investigation) -> bool:
    """Hold for its own organisation, for who it names, and for all when it says so."""
    if not is_of_an_organisation.holds(actor, it.keeping):
        return False
    if actor.organisation_id == it.organisation_id:
        return True
    return it.withdrawn_at is None and (
        actor.organisation_id in it.named or it.rest == Rest.EVERYTHING
    )


@rule(lazy("Only a coordinator of the organisation whose programme it is changes this."))
def keeps_its_programme(actor: Actor, it: Investigation) -> bool:
    """Hold for who keeps the programme it stands in."""
    return it.organisation_id == actor.organisation_id and it.keeping.keeps


grant(ProgrammePermission.VIEW, is_of_an_organisation)
grant(ProgrammePermission.ENTER, is_of_an_organisation, keeps_it)
grant(ProgrammePermission.SEE, is_visible)
grant(ProgrammePermission.CHANGE, is_visible, keeps_its_programme)
