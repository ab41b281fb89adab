"""Taking one step with a rebuttal: the same way for every button of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.kernel.access import Actor
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.rebuttals.forms import HandForm
from app.rebuttals.models import Rebuttal
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame


def carry_out(
    ref: str,
    rebuttal_id: UUID,
    *,
    permission: RebuttalPermission,
    form: Any,
    name: str,
    verb: Callable[[Actor, Rebuttal], object],
    told: str,
) -> Response:
    """Take one step by its form; done, the page anew, and else the page with what was typed."""
    actor = current_actor()
    rebuttal = frame.load(actor, permission, ref=ref, rebuttal_id=rebuttal_id)
    if isinstance(form, HandForm):
        form.offer(rebuttal.findings)
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, rebuttal)
            answers.tell(told)
            return answers.lead_to(url_for("rebuttals.detail", ref=ref, rebuttal_id=rebuttal_id))
    fresh = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    return answers.show(
        "rebuttals/detail.html",
        form=form,
        wrong=form,
        **frame.about(actor, fresh, **{name: form}),
    )
