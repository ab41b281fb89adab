"""The form behind a button in a list of tasks; the feature of the task reads what it sends."""

from __future__ import annotations

from wtforms import HiddenField

from app.kernel.web.forms import Form


class RowForm(Form):
    """The version of the task on screen, and nothing to type."""

    seen_version = HiddenField()
