"""`samenzicht organisation`, `provider` and `person`: administration without the web."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import EXISTING, settings_of_this_run, telling

DUTY = click.Choice(["administrator", "coordinator", "mandate_keeper", "privacy_officer"])
"""The duties of `identity.models`, by name: a command says what there is before it loads them."""


@click.group()
def organisation() -> None:
    """Organisations that take part."""


@organisation.command("list")
@telling
def list_organisations() -> None:
    """List code, name and end, by code."""
    from app.administering import list_organisations as listing

    for each in listing(settings_of_this_run()):
        ended = f"  until {each.valid_to:%Y-%m-%d}" if each.valid_to else ""
        click.echo(f"{each.code:<12}{each.name}{ended}")


@organisation.command("add")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--short-name", required=True, help="As people say it, in badges and lists.")
@click.option("--kind", required=True, help="What it is: inspectorate, municipality, police …")
@click.option("--mail-domain", required=True, help="By which people find their sign-in.")
@click.option(
    "--classification",
    type=click.Choice(["ongerubriceerd", "dep_vertrouwelijk"]),
    default="ongerubriceerd",
    show_default=True,
    help="Highest classification it may hold.",
)
@telling
def add_organisation(*, code: str, classification: str, **facts: str) -> None:
    """Enter the organisation CODE."""
    from app.administering import add_organisation as adding
    from app.identity.service.organisations import OrganisationFacts

    entered = OrganisationFacts(code=code, highest_classification=classification, **facts)
    adding(settings_of_this_run(), entered)
    click.echo(f"{code} is entered.")


@click.group()
def provider() -> None:
    """Sign-in providers of organisations."""


@provider.command("list")
@telling
def list_providers() -> None:
    """List organisation, issuer, and whether people can sign in there."""
    from app.administering import list_providers as listing

    for each in listing(settings_of_this_run()):
        state = "closed" if not each.is_active else "open" if each.is_open else "paused"
        click.echo(f"{each.organisation.code:<12}{each.slug:<16}{state:<8}{each.issuer}")


@provider.command("add")
@click.argument("code", metavar="ORGANISATION")
@click.option("--slug", required=True, help="Its name in addresses: /login/callback/SLUG.")
@click.option("--issuer", required=True, help="Exactly as its tokens name it.")
@click.option("--client-id", required=True, help="What it calls us.")
@click.option("--key", type=EXISTING, help="Our private key there, in PEM.")
@click.option("--algorithm", "algorithms", multiple=True, default=["RS256", "ES256", "PS256"])
@click.option("--acr", "levels", multiple=True, help="Levels that are strong enough.")
@click.option(
    "--classified-acr", "classified", multiple=True, help="Those that also show what is classified."
)
@click.option("--origin", "origins", multiple=True, help="Another address of its pages or keys.")
@click.option(
    "--secret-file", type=EXISTING, help="Holds its client secret, where it takes no key from us."
)
@telling
def add_provider(
    *,
    code: str,
    slug: str,
    issuer: str,
    client_id: str,
    key: Path | None,
    secret_file: Path | None,
    **lists: tuple[str, ...],
) -> None:
    """Enter a provider of ORGANISATION; it stays closed until it is opened."""
    from app.administering import add_provider as adding
    from app.identity.service.organisations import ProviderFacts

    if (key is None) is (secret_file is None):
        raise click.UsageError("Give one of --key and --secret-file.")
    facts = ProviderFacts(
        slug=slug,
        issuer=issuer,
        discovery_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_id=client_id,
        client_key=key.read_bytes() if key else b"",
        algorithms=lists["algorithms"],
        accepted_acr=(*lists["levels"], *lists["classified"]),
        classified_acr=lists["classified"],
        extra_origins=lists["origins"],
        client_secret=secret_file.read_bytes().strip() if secret_file else None,
    )
    adding(settings_of_this_run(), code, facts)
    click.echo(f"{slug} is entered. Test it, then open it.")


@provider.command("test")
@click.argument("slug")
@telling
def test_provider(*, slug: str) -> None:
    """Look whether the provider SLUG is what was agreed; nobody signs in."""
    from app.administering import probe_provider

    probe_provider(settings_of_this_run(), slug)
    click.echo("All is well.")


@provider.command("directory")
@click.argument("slug")
@click.option("--days", default=365, show_default=True, help="How long the key lives.")
@click.option("--end", is_flag=True, help="End all keys instead.")
@telling
def keep_directory(*, slug: str, days: int, end: bool) -> None:
    """Let the directory of the provider SLUG keep its accounts (SCIM 2.0); prints a key, once."""
    from app.administering import end_directory_keys, make_directory_key

    if end:
        count = end_directory_keys(settings_of_this_run(), slug)
        click.echo(f"{count} {'key was' if count == 1 else 'keys were'} ended.")
        return
    address, key = make_directory_key(settings_of_this_run(), slug, days=days)
    click.echo(f"The directory of {slug} speaks to {address} with this key, shown once:")
    click.echo(key)


@provider.command("close")
@click.argument("code", metavar="ORGANISATION")
@telling
def close_provider(*, code: str) -> None:
    """Let nobody of ORGANISATION in any more; who is signed in, is out at once."""
    from app.administering import close_provider as closing

    _say_how_many(closing(settings_of_this_run(), code), "closed")


@provider.command("open")
@click.argument("code", metavar="ORGANISATION")
@telling
def open_provider(*, code: str) -> None:
    """Let people of ORGANISATION sign in again, where it was closed or paused."""
    from app.administering import open_provider as opening

    _say_how_many(opening(settings_of_this_run(), code), "opened")


@provider.command("pause")
@click.argument("code", metavar="ORGANISATION")
@click.option("--reason", required=True, help="Why; administrators read it.")
@telling
def pause_provider(*, code: str, reason: str) -> None:
    """Let nobody of ORGANISATION in for the time being; nothing of what they have ends."""
    from app.administering import pause_provider as pausing

    _say_how_many(pausing(settings_of_this_run(), code, reason=reason), "paused")


def _say_how_many(count: int, done: str) -> None:
    click.echo(f"{count} {'provider was' if count == 1 else 'providers were'} {done}.")


@click.group()
def person() -> None:
    """Accounts of people."""


@person.command("list")
@click.option("--organisation", "code", help="Of this organisation only.")
@telling
def list_people(*, code: str | None) -> None:
    """List login, organisation and name; of who is blocked, since when."""
    from app.administering import list_people as listing

    for each in listing(settings_of_this_run(), code=code):
        blocked = f"  blocked since {each.blocked_at:%Y-%m-%d}" if each.blocked_at else ""
        click.echo(f"{each.login:<24}{each.organisation.code:<12}{each.name}{blocked}")


@person.command("add")
@click.argument("code", metavar="ORGANISATION")
@click.option("--name", required=True)
@click.option("--email", required=True, help="A work address of ORGANISATION.")
@click.option(
    "--duty",
    "duties",
    multiple=True,
    type=DUTY,
    help="May be given more than once; a coordinator may start workspaces.",
)
@telling
def add_person(*, code: str, name: str, email: str, duties: tuple[str, ...]) -> None:
    """Enter a person of ORGANISATION; prints the address of the first sign-in, once."""
    from app.administering import add_person as adding

    entered, address = adding(settings_of_this_run(), code, name=name, email=email, given=duties)
    click.echo(f"{entered.login} is entered. The first sign-in is at this address, once:")
    click.echo(address)


@person.command("invite")
@click.argument("login")
@telling
def invite_again(*, login: str) -> None:
    """Invite LOGIN anew, who never signed in; prints the address, once. One from before ends."""
    from app.administering import invite_again as inviting

    address = inviting(settings_of_this_run(), login)
    click.echo(f"The first sign-in of {login} is at this address, once:")
    click.echo(address)


@person.command("block")
@click.argument("login")
@telling
def block_person(*, login: str) -> None:
    """Block the account LOGIN: all its sessions and tokens end at once."""
    from app.administering import block_person as blocking

    blocking(settings_of_this_run(), login)
    click.echo(f"{login} is blocked.")


@person.command("duty")
@click.argument("login")
@click.argument("duty", type=DUTY)
@click.option("--off", is_flag=True, help="Take it away.")
@telling
def change_duty(*, login: str, duty: str, off: bool) -> None:
    """Give LOGIN the DUTY over the own organisation; the last administrator keeps theirs."""
    from app.administering import change_duty as changing

    changing(settings_of_this_run(), login, duty=duty, is_given=not off)
    click.echo(f"{login} {'lost' if off else 'has'} the duty {duty}.")
