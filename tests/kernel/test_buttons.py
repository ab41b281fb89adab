"""Buttons: what cannot be undone looks dangerous, and can be read."""

import pytest
from flask import get_template_attribute


@pytest.mark.parametrize("kind", ["primary", "secondary"])
def test_a_dangerous_button_is_never_red_on_blue(app, kind):
    with app.test_request_context():
        button = get_template_attribute("components/button.html", "button")
        drawn = str(button("Deelname beëindigen", kind=kind, danger=True))
    assert "sz-danger" in drawn
    assert "primary-action" not in drawn
