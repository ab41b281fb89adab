"""Putting the sample in place: people at each start, the rest once."""

from __future__ import annotations

import structlog
from flask import Flask

from app.adapters.keys import MasterKey
from app.demo.provider import (
    CLIENT_ID,
    LEVEL_HIGH,
    client_key_pem,
    discovery_url_of,
    issuer_of,
    subject_of,
)
from app.demo.providing import monday_of
from app.demo.sample import load_sample
from app.demo.sample_rows import Sample, SampleMandate, SamplePerson
from app.demo.settings import CONFIG, provider_origin
from app.identity import queries
from app.identity.models import (
    ADMINISTRATOR,
    MANDATE_KEEPER,
    PRIVACY_OFFICER,
    IdentityProvider,
    Person,
)
from app.identity.service import organisations as service
from app.identity.service.organisations import (
    MandateFacts,
    OrganisationFacts,
    PersonFacts,
    ProviderFacts,
)
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import House, house_of
from app.running import standing_in

DEMONSTRATION = system_actor("demonstration")
ALGORITHMS = ("ES256",)
KINDS = {"rijksinspectie": "inspectorate", "agentschap": "inspectorate", "zbo": "zbo"}
log = structlog.get_logger()


def furnish(app: Flask) -> None:
    """Pin the providers at their present address, and load the sample when nothing is there yet."""
    house = house_of(app)
    sample = load_sample(CONFIG / "demo", monday_of(clock.today()))
    with standing_in(app), house.database.session_for(DEMONSTRATION):
        is_new = not queries.list_organisations()
        if is_new:
            _add_organisations(sample)
        providers = _pin_providers(house, sample)
        if is_new:
            people = _add_people(sample, providers)
            _add_mandates(sample, people)
    if is_new:
        from app.demo.loading import load

        load(app, sample)


def _add_organisations(sample: Sample) -> None:
    for each in sample.organisations.values():
        service.add_organisation(
            DEMONSTRATION,
            OrganisationFacts(
                code=each.code,
                name=each.name,
                short_name=each.short_name,
                kind=KINDS.get(each.kind.split(",")[0], "other"),
                mail_domain=each.mail_domain,
                highest_classification=each.highest_classification,
            ),
        )


def _pin_providers(house: House, sample: Sample) -> dict[str, IdentityProvider]:
    """Pin each provider at the address it has now; unchanged ones stay as they are."""
    origin, keys = provider_origin(house.settings), house.settings.data / "keys" / "providers"
    pinned: dict[str, IdentityProvider] = {}
    for each in sample.providers.values():
        found = queries.find_any_provider(each.organisation)
        if found is not None and found.issuer == issuer_of(origin, each.organisation):
            pinned[each.organisation] = found
            continue
        organisation = queries.get_organisation(each.organisation)
        facts = ProviderFacts(
            slug=each.organisation,
            issuer=issuer_of(origin, each.organisation),
            discovery_url=discovery_url_of(origin, each.organisation),
            client_id=CLIENT_ID,
            client_key=client_key_pem(keys),
            algorithms=ALGORITHMS,
            accepted_acr=tuple(dict.fromkeys((LEVEL_HIGH, each.acr))),
            classified_acr=tuple(dict.fromkeys((LEVEL_HIGH, each.acr))),
        )
        pinned[each.organisation] = service.pin_provider(
            DEMONSTRATION,
            organisation,
            facts=facts,
            master=house.tool(MasterKey),
            only_moved=True,
        )
    return pinned


def _add_people(sample: Sample, providers: dict[str, IdentityProvider]) -> dict[int, Person]:
    return {
        number: service.add_person(
            DEMONSTRATION,
            queries.get_organisation(each.organisation),
            facts=_facts_of(each),
            provider=providers[each.organisation],
        )
        for number, each in sample.people.items()
    }


def _facts_of(person: SamplePerson) -> PersonFacts:
    duties = []
    if "beheerder" in person.job_title:
        duties.append(ADMINISTRATOR)
    if "privacy officer" in person.job_title:
        duties.append(PRIVACY_OFFICER)
    if "juridisch adviseur" in person.job_title:
        duties.append(MANDATE_KEEPER)
    return PersonFacts(
        login=person.login,
        name=person.name,
        email=person.email,
        job_title=person.job_title,
        duties=tuple(duties),
        subject=subject_of(person.organisation, person.login),
    )


def _add_mandates(sample: Sample, people: dict[int, Person]) -> None:
    for each in sample.mandates.values():
        service.add_mandate(DEMONSTRATION, people[each.person], _register(each))


def _register(mandate: SampleMandate) -> MandateFacts:
    return MandateFacts(
        number=mandate.number,
        office=mandate.office,
        covers=mandate.subject,
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_until,
        source=mandate.source_document,
    )
