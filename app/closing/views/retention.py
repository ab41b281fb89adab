"""What one's organisation keeps in closed workspaces, and what is due."""

from __future__ import annotations

from flask import Response
from flask_babel import get_locale

from app.closing import queries
from app.closing.forms import name_of
from app.closing.policy import HoldPermission
from app.closing.selection import SelectionLists
from app.closing.views.blueprint import retention_blueprint
from app.closing.views.holds import FACTS
from app.kernel import clock
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.tasks.queries.reckoning import Reckoned
from app.tasks.queries.term_words import explained


@retention_blueprint.route("", needs=HoldPermission.KEEP)
def list_all() -> Response:
    """Show what is kept, what is due first in front, and why then."""
    actor = current_actor()
    register = queries.get_register_for(actor)
    lists = current_house().tool(SelectionLists)
    rows = queries.list_kept(register, actor.organisation_code, lists=lists)
    return answers.show(
        "closing/retention.html",
        rows=[(each, explained(Reckoned(each.due))) for each in rows],
        name_of=name_of,
        state_of=queries.state_of_kept,
        language=str(get_locale()),
        today=clock.today(),
        facts=FACTS,
    )
