"""Numbers for monitoring: for who shows the token, about the whole and nothing else."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from app.adapters.blobs import SealedBlobs
from app.kernel import clock
from app.kernel.jobs import Deferred
from app.storage.jobs import collect

TOKEN = "a token of the monitoring"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(house, monkeypatch):
    """An installation that is monitored."""
    settings = house.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    monkeypatch.setattr(house, "settings", settings)


@pytest.fixture
def numbers(watched, anonymous):
    """What the monitoring reads, by name and label."""

    def reading():
        answer = anonymous.client.get("/metrics", headers=WITH_TOKEN)
        assert answer.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.get_data(as_text=True))
            for sample in family.samples
        }

    return reading


def test_without_a_token_there_is_no_such_page(anonymous):
    assert anonymous.client.get("/metrics", headers=WITH_TOKEN).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer another"}, {"Authorization": TOKEN}]
)
def test_without_the_right_token_there_is_no_such_page(watched, anonymous, headers):
    assert anonymous.client.get("/metrics", headers=headers).status_code == 404


def test_sessions_and_storage_are_counted(numbers, browser_of, house):
    house.tool(SealedBlobs).store.check()
    before = numbers()["samenzicht_sessions",]
    browser_of("bram")
    browser_of("anna")

    found = numbers()

    assert found["samenzicht_sessions",] == before + 2
    assert found["samenzicht_storage_up",] == 1


def test_a_store_that_is_gone_is_told(numbers, house, monkeypatch):
    monkeypatch.setattr(type(house.tool(SealedBlobs).store), "is_there", lambda _store: False)

    assert numbers()["samenzicht_storage_up",] == 0


def test_the_queue_is_counted_and_timed(numbers, house, transaction):
    assert numbers()["samenzicht_jobs", "todo"] == 0
    assert numbers()["samenzicht_oldest_job_seconds",] == 0
    with house.database.session_for(None) as session:
        house.queue.put(session, [Deferred(collect)])
        session.commit()

    with clock.telling(clock.now() + timedelta(minutes=3)):
        found = numbers()

    assert (found["samenzicht_jobs", "todo"], found["samenzicht_jobs", "failed"]) == (1, 0)
    assert 170 < found["samenzicht_oldest_job_seconds",] < 240
