"""Access review: a coordinator keeps or ends each of its own people, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for

from app.kernel.access import SIGNED_IN
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.workspaces import queries, service
from app.workspaces.service.reviewing import Verdict
from app.workspaces.views.blueprint import blueprint

BEFORE_ID = "member-"


@blueprint.route("/access-review", methods=["GET", "POST"], needs=SIGNED_IN)
def review_access() -> Response:
    """Show the own people and where they take part; keep or end each."""
    actor = current_actor()
    form = Form()
    with form.taking_refusals():
        if form.validate_on_submit():
            ended = service.review_access(actor, _verdicts(request.form))
            answers.tell(_told(ended))
            return answers.lead_to(url_for("workspaces.review_access"))
    places = queries.list_to_review(actor)
    return answers.show(
        "workspaces/review_access.html",
        form=form,
        places=places,
        due=sum(each.due for each in places),
        chosen=request.form,
        words=queries.MEMBER_WORDS,
    )


def _verdicts(sent: Mapping[str, str]) -> dict[UUID, Verdict]:
    """Return what was chosen; what is no choice of ours is no choice."""
    found = {}
    for name, value in sent.items():
        if name.startswith(BEFORE_ID) and value in list(Verdict):
            try:
                found[UUID(name.removeprefix(BEFORE_ID))] = Verdict(value)
            except ValueError:
                continue
    return found


def _told(ended: int) -> str:
    if not ended:
        return _("Your review is kept.")
    return ngettext(
        "Your review is kept; the access of %(num)d person was ended.",
        "Your review is kept; the access of %(num)d people was ended.",
        ended,
    )
