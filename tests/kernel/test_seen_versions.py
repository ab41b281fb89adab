"""The version that stood on somebody's screen: typed, left out, or no number at all."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from app.kernel.web.forms import VersionedForm


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ({"seen_version": "7"}, 7),
        ({}, 3),
        ({"seen_version": ""}, 0),
        ({"seen_version": "zeven"}, 0),
        ({"seen_version": "-1"}, 0),
        ({"seen_version": "9" * 5000}, 0),
    ],
)
def test_what_was_seen_is_read_and_never_a_fault(app, sent, seen):
    with app.test_request_context():
        form = VersionedForm(MultiDict({"other": "x", **sent}), data={"seen_version": 3})
        assert form.seen() == seen
