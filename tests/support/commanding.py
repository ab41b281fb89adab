"""Commands of the administrator, typed to an installation of the tests."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from app import administering, cli, commanding
from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.partials import PartialBlobs


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


@pytest.fixture
def keeper_command(command, app, house, transaction, monkeypatch):
    """Type a command to the installation of this test, whose keeper sees all rows."""

    @contextmanager
    def the_app(_settings, **_how):
        yield app

    @contextmanager
    def the_databases(_settings, **_how):
        yield SimpleNamespace(keeper="")

    @contextmanager
    def reading_all(_url):
        with transaction.without_row_security(), house.database.session_for(commanding.COMMAND):
            yield

    def stores_of(_settings):
        return house.tool(SealedBlobs).store, house.tool(PartialBlobs).store

    monkeypatch.setattr(commanding, "running_app", the_app)
    monkeypatch.setattr(commanding, "open_databases", the_databases)
    monkeypatch.setattr(commanding, "reading_all", reading_all)
    monkeypatch.setattr(commanding.wiring, "stores_of", stores_of)
    monkeypatch.setattr(MasterKey, "from_file", lambda _path: house.tool(MasterKey))
    return command
