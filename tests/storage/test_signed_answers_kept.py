"""What a sign-in provider signed about a decision comes back with a backup, sealed as it was."""

import secrets

import psycopg
import pytest

from app import rewrapping
from app.adapters.keys import MasterKey
from app.identity.service.signed_answers import SignedAnswer
from app.kernel import ids
from app.kernel.web.house import house_of
from app.storage import service

ANSWER = SignedAnswer("canary-head.canary-words.canary-proof", {"kty": "RSA", "n": "AQ"})
ADD = (
    "insert into signed_answer select %s, id, report_id, workspace_id, organisation_id,"
    " decided_by_id, %s, %s, decided_at from seat where decided_by_id is not null limit 1"
)


@pytest.fixture
def answer_id(place, master):
    """Put one with a decision of the sample, for one test."""
    answer_id = ids.new_id()
    with psycopg.connect(place("owner"), autocommit=True) as owner:
        sealed = ANSWER.seal(answer_id, master=master)
        assert owner.execute(ADD, (answer_id, sealed, ANSWER.sha256)).rowcount == 1
        yield answer_id
        owner.execute("delete from signed_answer where id = %s", (answer_id,))


@pytest.fixture
def restored(answer_id, place, kept, master, empty, tmp_path):
    """The address of the owner of a database that was put back; the backup beside it."""
    path = tmp_path / "answers.backup"
    service.create_backup(path, keeper_url=place("keeper"), store=kept, master=master)
    service.restore_backup(path, owner_url=empty[0], store=empty[1], master=master)
    return empty[0], path


def sealed_in(url, answer_id):
    with psycopg.connect(url) as connection:
        found = connection.execute("select answer from signed_answer where id = %s", (answer_id,))
        return bytes(found.fetchone()[0])


def test_it_is_put_back_and_opens_by_the_same_key(restored, answer_id, master):
    url, path = restored

    assert SignedAnswer.open(sealed_in(url, answer_id), answer_id, master=master) == ANSWER
    assert b"canary" not in path.read_bytes()


def test_a_newer_master_key_takes_it_along(restored, answer_id, loaded_sample):
    url, newer = restored[0], secrets.token_bytes(32)
    lines = house_of(loaded_sample.app).settings.key_file.read_text().split()

    found = rewrapping.rewrap(url, master=MasterKey(newer, *map(bytes.fromhex, lines)))

    assert not found.unopened
    alone = MasterKey(newer)
    assert SignedAnswer.open(sealed_in(url, answer_id), answer_id, master=alone) == ANSWER
