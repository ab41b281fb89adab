"""The demonstration shows what can stand around a task: more time, a series, a watcher."""

from __future__ import annotations

import psycopg
import pytest

from app.adapters.postgres import EmbeddedServer
from tests.support.loaded_sample import LoadedSample

SHOWN = {
    "asked for more time twice, refused and waiting": (
        (
            "select string_agg(status, ' ' order by asked_at) from task_extension group by task_id"
            " having count(*) > 1"
        ),
        "refused asked",
    ),
    "one that waits for another": (
        (
            "select max(b.title) from task t join task b on b.id = t.predecessor_id"
            " where t.title = 'Medeondertekenen Jeugdautoriteit'"
        ),
        "Bevinding wachttijden afstemmen met JA",
    ),
    "one that comes back": ("select every from task_series", "month"),
    "a checklist": ("select count(*)::text from checklist_item", "3"),
    "a watcher": ("select count(*)::text from task_follower", "1"),
}


@pytest.mark.parametrize("what", list(SHOWN))
def test_the_sample_shows(loaded_sample: LoadedSample, server: EmbeddedServer, what: str) -> None:
    asked, wanted = SHOWN[what]
    url = server.url("samenzicht_owner", database="samenzicht_sample")

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = {row[0] for row in connection.execute(asked)}

    assert found == {wanted}, loaded_sample.sample.monday
