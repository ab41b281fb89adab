"""For the monitoring of operators: how full the queue is and whether files can be reached.

Numbers of the whole installation only: no organisation, no place and no person can be told by them.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from flask import Response, make_response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.adapters.blobs import SealedBlobs
from app.identity import queries as identity
from app.identity.queries import SessionLimits
from app.kernel import jobs
from app.kernel.errors import NotFound
from app.kernel.web.door import PUBLIC, GuardedBlueprint
from app.kernel.web.house import House, current_house
from app.reports import queries as reports
from app.witnesses import queries as witnesses

blueprint = GuardedBlueprint("metrics", __name__)

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.route("/metrics", needs=PUBLIC)
def read() -> Response:
    """Numbers as Prometheus reads them, for who shows the token; for others there is no page."""
    house = current_house()
    expected = house.settings.metrics_token
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {expected.get_secret_value()}" if expected else ""
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise NotFound
    registry = CollectorRegistry()
    registry.register(Installation(house))
    return make_response(generate_latest(registry), {"Content-Type": TEXT})


class Installation(Collector):
    """Reads the numbers anew at each visit; nothing is kept between processes."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Yield each number with its meaning."""
        queue = GaugeMetricFamily("samenzicht_jobs", "Jobs in the queue.", labels=["status"])
        waiting = jobs.read_queue()
        for status, count in sorted(waiting.by_status.items()):
            queue.add_metric([status], count)
        yield queue
        yield GaugeMetricFamily(
            "samenzicht_oldest_job_seconds",
            "How long the job that waits longest could have been done.",
            waiting.oldest.total_seconds(),
        )
        settings = self._house.settings
        limits = SessionLimits(settings.session_idle, settings.session_absolute)
        yield GaugeMetricFamily(
            "samenzicht_sessions",
            "People signed in.",
            identity.count_living_sessions(limits=limits),
        )
        proofs = reports.count_in_need()
        yield GaugeMetricFamily(
            "samenzicht_proofs_overdue",
            "Adopted reports whose proof ends within 14 days and should have been renewed.",
            proofs.overdue,
        )
        yield GaugeMetricFamily(
            "samenzicht_proofs_lapsed",
            "Adopted reports whose proof ended without being renewed.",
            proofs.lapsed,
        )
        seen = witnesses.count_trouble()
        yield GaugeMetricFamily(
            "samenzicht_split_views", "Logs of which a witness says it saw another.", seen.split
        )
        yield GaugeMetricFamily(
            "samenzicht_silent_witnesses",
            "Witnesses that were asked for an hour and did not cosign.",
            seen.silent,
        )
        is_there = self._house.tool(SealedBlobs).store.is_there()
        yield GaugeMetricFamily(
            "samenzicht_storage_up", "1 when stored files can be reached.", int(is_there)
        )
