"""Values nobody types are refused in words; they are never a fault of ours."""

import base64
import json

import pytest

from app.kernel.words import whole_number

LOG = "/workspaces/WRK-2026-1001/log"
DOCUMENTS = "/workspaces/WRK-2026-1001/documents"


def cursor_of(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "path",
    [
        f"{DOCUMENTS}?limit=" + "9" * 5000,
        f"{DOCUMENTS}?cursor=" + base64.urlsafe_b64encode(b"[" * 60_000).decode(),
        f"{LOG}?cursor=" + cursor_of("-" + "9" * 30),
        "/workspaces?cursor=" + cursor_of("2026-01-01", "\ud800"),
    ],
    ids=["a limit of 5000 digits", "a deep cursor", "before the first line", "half a character"],
)
def test_an_odd_value_is_no_fault_of_ours(api_of, app, monkeypatch, path):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    assert api_of("anna").get(path).status_code < 500


def test_a_page_before_the_first_line_of_the_log_is_empty(browser_of, app, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    assert browser_of("anna").visit(f"{LOG}?before=-" + "9" * 30).status == 200


def test_a_body_nested_too_deep_is_not_understood(api_of, app, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = api_of("anna").post(
        "/workspaces/WRK-2026-1001/tasks",
        data=b'{"title":' + b"[" * 200_000,
        content_type="application/json",
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5000, None),
        ("٣", None),
        ("-1", None),
        ("1.5", None),
        (" 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_whole_number_is_read_or_there_is_none(typed, number):
    assert whole_number(typed) == number
