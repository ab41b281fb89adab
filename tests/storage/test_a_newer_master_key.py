"""A newer master key: all keys are wrapped anew, also after a run that broke off halfway."""

import secrets

import psycopg
import pytest

from app import rewrapping
from app.adapters.keys import MasterKey, NotAuthentic, open_vault
from app.kernel.web.house import house_of
from app.storage import service


def read_keys(path):
    return [bytes.fromhex(each) for each in path.read_text().split()]


@pytest.fixture
def restored(made, empty, master):
    """The sample in a database of its own: the owner's address."""
    service.restore_backup(made[0], owner_url=empty[0], store=empty[1], master=master)
    return empty[0]


@pytest.fixture
def older(loaded_sample):
    """The key of the sample, as it is in its file."""
    return read_keys(house_of(loaded_sample.app).settings.key_file)


def wrapped(url):
    """All that lies there wrapped, by where it is."""
    with psycopg.connect(url) as connection:
        return {
            (place.table, place.column, row[0]): bytes(row[1])
            for place in rewrapping.PLACES
            for row in connection.execute(
                f"select id, {place.column} from {place.table} where {place.column} is not null"
            )
        }


def test_everything_opens_by_the_newer_key_alone(restored, older):
    newer = secrets.token_bytes(32)
    before = wrapped(restored)

    found = rewrapping.rewrap(restored, master=MasterKey(newer, *older))

    alone, after = MasterKey(newer), wrapped(restored)
    assert (found.renewed, found.current, found.unopened) == (len(before), 0, [])
    assert {place[0] for place in after} >= {"workspace", "identity_provider", "signing_key"}
    assert all(before[place] != after[place] for place in before)
    for (table, _column, row_id), kept in after.items():
        if table == "workspace":
            open_vault(str(row_id), kept, master=alone)
    again = rewrapping.rewrap(restored, master=alone)
    assert (again.renewed, again.current, again.unopened) == (0, len(before), [])
    with pytest.raises(NotAuthentic):
        open_vault("x", next(iter(before.values())), master=alone)


def test_a_run_that_broke_off_goes_on(restored, older, monkeypatch):
    """As when it is killed: what was committed stays, and what was under its hands is undone."""
    both, left = MasterKey(secrets.token_bytes(32), *older), [5]
    renew = rewrapping._renew

    def breaking(*given, **named):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        renew(*given, **named)

    before = wrapped(restored)
    monkeypatch.setattr(rewrapping, "_renew", breaking)
    with pytest.raises(KeyboardInterrupt):
        rewrapping.rewrap(restored, master=both, batch=2)
    monkeypatch.setattr(rewrapping, "_renew", renew)
    halfway = wrapped(restored)
    done = sum(before[place] != halfway[place] for place in before)

    found = rewrapping.rewrap(restored, master=both, batch=2)

    assert 0 < done < 5
    assert (found.current, found.renewed) == (done, len(before) - done)
    assert found.unopened == []


def test_a_key_that_nothing_opens_is_named_and_the_rest_goes_on(restored, older):
    [place, *_others] = wrapped(restored)
    with psycopg.connect(restored) as owner:
        owner.execute(f"update {place[0]} set {place[1]} = '\\x00' where id = %s", (place[2],))

    found = rewrapping.rewrap(restored, master=MasterKey(secrets.token_bytes(32), *older))

    assert found.unopened == [f"{place[0]} {place[2]}"]
    assert found.renewed == len(wrapped(restored)) - 1
