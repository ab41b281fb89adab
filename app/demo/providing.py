"""The process that serves the demonstration's sign-in providers."""

from __future__ import annotations

from datetime import date

from app.demo.provider import DemoOrganisation, DemoPerson, DemoProviders, serve
from app.demo.sample import load_sample
from app.demo.sample_rows import Sample
from app.demo.settings import CONFIG, provider_origin
from app.kernel import clock
from config.settings import Settings


def providers_of(settings: Settings, sample: Sample) -> DemoProviders:
    """Describe the providers of the sample's organisations."""
    return DemoProviders(
        public_origin=provider_origin(settings),
        keys_folder=settings.data / "keys" / "providers",
        organisations=tuple(
            DemoOrganisation(each.code, each.name, f"{settings.origin}/login/callback/{each.code}")
            for each in sample.organisations.values()
        ),
        people=tuple(
            DemoPerson(each.login, each.name, each.email, each.job_title, each.organisation)
            for each in sample.people.values()
        ),
        return_to=f"{settings.origin}/login",
    )


def serve_providers(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        DemonstrationForbidden: the settings are not a demonstration's.
    """
    sample = load_sample(CONFIG / "demo", monday_of(clock.today()))
    port = (settings.public_url.port or 80) + 1
    serve(
        providers_of(settings, sample),
        host="127.0.0.1",
        port=port,
        allow_demo=settings.demonstration,
    )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return date.fromordinal(day.toordinal() - day.weekday())
