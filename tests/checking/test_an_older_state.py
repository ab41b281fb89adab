"""An older state of the database was put back by its write-ahead log: nobody comes in by it."""

import pytest

LETS_IN = ("api_token", "invitation", "provisioning_key", "sign_in_session")


@pytest.fixture
def with_ways_in(installation):
    """The installation with a token, an invitation, a key for SCIM and a session."""
    status, said = installation.type(
        *("person", "add", "ivb", "--name", "Eva Eerste", "--email", "e.eerste@ivb.example"),
        *("--duty", "administrator"),
    )
    assert status == 0, said
    entered = "select login, id from person where email = 'e.eerste@ivb.example'"
    [(login, person)] = installation.rows(entered)
    for words in (
        ("token", "create", "--login", login, "--name", "proef"),
        ("provider", "directory", "ivb", "--days", "30"),
    ):
        assert installation.type(*words)[0] == 0
    installation.as_owner(
        "insert into sign_in_session (id, token_hash, person_id, provider_id, signed_in_at,"
        f" last_seen_at) select gen_random_uuid(), '\\x00', '{person}', id, now(), now()"
        " from identity_provider"
    )
    return installation


def count(installation, table):
    return installation.rows(f"select count(*) from {table}")[0][0]


def test_what_lets_somebody_in_is_taken_out(with_ways_in):
    assert all(count(with_ways_in, each) for each in LETS_IN)

    status, said = with_ways_in.type("db", "quarantine", "--until", "2026-11-30T02:15", "--yes")

    assert (status, int(said.split()[0])) >= (0, 4)
    assert "samenzicht provider open" in said
    assert not any(count(with_ways_in, each) for each in LETS_IN)
    assert with_ways_in.rows("select is_active from identity_provider") == [(False,)]
    assert with_ways_in.rows(
        "select count(*) from log_entry where convert_from(entry, 'utf8')"
        " like '%2026-11-30T02:15:00+00:00%'"
    ) == [(1,)]
    off = "select tgrelid::regclass::text from pg_trigger where tgenabled = 'D'"
    assert with_ways_in.rows(off) == [("procrastinate_jobs",)]


def test_it_asks_first_and_does_nothing_where_nothing_is(installation, server):
    status, said = installation.type("db", "quarantine", "--until", "2026-11-30T02:15")
    assert (status, "Aborted" in said) == (1, True)
    assert installation.rows("select is_active from identity_provider") == [(True,)]

    server.make_database("samenzicht_nothing")
    status, said = installation.type(
        *("db", "quarantine", "--until", "2026-11-30T02:15", "--yes"),
        migration_database_url=server.url("samenzicht_owner", database="samenzicht_nothing"),
    )
    assert (status, "nothing to put apart" in said) == (1, True)


def test_a_newer_master_key_is_written_in_the_log(installation):
    installation.type("provider", "list")  # as every process does, makes what is missing
    file = installation.data / "keys" / "master.key"
    older = file.read_text()
    file.unlink()
    file.write_text("ab" * 32 + "\n" + older)
    file.chmod(0o400)

    status, said = installation.type("keys", "rewrap")

    assert (status, "keys were wrapped anew, 0 were already" in said) == (0, True)
    assert "0 keys were wrapped anew" in installation.type("keys", "rewrap")[1]
    told = installation.rows(
        "select count(*) from log_entry where action = 'installation:key:rewrap'"
    )
    assert told == [(1,)]
    assert installation.type("check")[0] == 0
