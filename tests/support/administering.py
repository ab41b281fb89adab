"""Asking for providers, as administrators do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask

from app.adapters.keys import MasterKey
from app.adapters.witnessing import Post
from app.identity.models import ADMINISTRATOR, IdentityProvider, Person, ProviderOpening
from app.identity.queries import get_person, list_tokens
from app.identity.service.duties import change_duty
from app.identity.service.people import make_token
from app.identity.service.provider_changes import WantedProvider, ask_for_provider
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.successions import service as successions
from app.witnesses.service import WantedWitness, ask_for_witness
from tests.support.acting import acting
from tests.support.cosigners import a_key
from tests.support.database import OneTransaction
from tests.support.documents import next_month
from tests.support.markers import marked
from tests.support.world import World


def wanted_provider(**changed: Any) -> WantedProvider:
    """A provider that can be asked for."""
    given = {
        "slug": "igj-nieuw",
        "issuer": "https://aanmelden.igj.example",
        "discovery_url": "https://aanmelden.igj.example/.well-known/openid-configuration",
        "client_id": "samenzicht",
        "algorithms": ("ES256",),
        "accepted_acr": ("substantial",),
    }
    return WantedProvider(**{**given, **changed})


def make_administrator(transaction: OneTransaction, world: World, who: str) -> None:
    """Give somebody the duty, as the setting-up of an installation does."""
    with transaction.as_owner() as owner:
        owner.get_one(Person, world.person(who).id).duties = [ADMINISTRATOR]


def asked_opening(transaction: OneTransaction, world: World) -> UUID:
    """Let Els have asked to open a provider of IvhO that is closed; returns the id of that."""
    els, ivho = world.person("els"), world.organisations["ivho"]
    with transaction.as_owner() as owner:
        provider = IdentityProvider(
            organisation_id=ivho.id,
            slug="ivho-later",
            issuer="https://later.ivho.example",
            discovery_url="https://later.ivho.example/.well-known/openid-configuration",
            client_id="samenzicht",
            algorithms=["ES256"],
            accepted_acr=["substantial"],
            classified_acr=["substantial"],
            max_clock_skew_seconds=60,
            is_active=False,
        )
        owner.add(provider)
        owner.flush()
        opening = ProviderOpening(
            provider_id=provider.id,
            is_lift=False,
            asked_by_id=els.id,
            asked_for_id=els.organisation_id,
            asked_at=clock.now(),
        )
        owner.add(opening)
        owner.flush()
        return opening.id


def administration_scene(app: Flask, world: World, transaction: OneTransaction) -> dict[str, UUID]:
    """Let Els ask for a provider and a witness of IGJ, and plan who succeeds it; gives the ids."""
    els, igj = world.actor("els"), world.organisations["igj"]
    with acting(app, els):
        change = ask_for_provider(
            els,
            igj,
            wanted=wanted_provider(client_id=marked("change_of_igj")),
            master=house_of(app).tool(MasterKey),
        )
    with acting(app, els):
        plan = successions.ask(
            els,
            igj,
            successions.Plan(
                successor=world.organisations["nvwa"],
                from_on=next_month(),
                legal_basis=marked("succession_of_igj", "Wet"),
                source="Stb. 2026, 1",
                heirs=(),
            ),
        )
    wanted = WantedWitness(key=a_key(marked("witness_of_igj")), url="https://getuige.igj.example")
    with acting(app, els):
        witness = ask_for_witness(els, igj, wanted=wanted, post=house_of(app).tool(Post))
    with acting(app, els):
        person = get_person(world.person("wim").id)
        duty = change_duty(els, person, duty="privacy_officer", is_given=True)
        assert duty is not None
        duty_id = duty.id
    command = system_actor("command")
    with acting(app, command):
        for who in ("anna", "els"):
            name = marked(f"token_of_{who}")
            make_token(command, world.person(who), name=name, scope="read", days=5)
        tokens = {who: list_tokens(world.person(who).id)[0].id for who in ("anna", "els")}
    return {
        "duty_of_wim": duty_id,
        "opening_of_ivho": asked_opening(transaction, world),
        "token_of_anna": tokens["anna"],
        "token_of_els": tokens["els"],
        "witness_of_igj": witness.id,
        "account_of_carla": world.person("carla").id,
        "change_of_igj": change.id,
        "succession_of_igj": plan.id,
    }
