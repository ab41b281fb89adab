"""Commands of the administrator, typed to an installation of the tests."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from app import administering, cli


@pytest.fixture
def command_at(monkeypatch):
    """Type a command to an installation of the tests; gives its status and what it says."""

    def at(installation):
        @contextmanager
        def running_app(_settings, **_how):
            yield installation

        monkeypatch.setattr(administering, "running_app", running_app)
        return typing

    def typing(*words):
        answer = CliRunner().invoke(cli.main, list(map(str, words)))
        assert answer.exception is None or isinstance(answer.exception, SystemExit)
        return answer.exit_code, answer.output

    return at


@pytest.fixture
def command(command_at, app, world):
    """Type a command to the installation of this test."""
    return command_at(app)
