"""A provider that is no longer trusted takes the access tokens of its people along."""

from sqlalchemy import update

from app.identity.models import IdentityProvider


def test_tokens_end_with_the_provider_as_sessions_do(api_of, browser_of, transaction):
    api, browser, other = api_of("bram"), browser_of("bram"), api_of("anna")
    with transaction.as_owner() as owner:
        igj = update(IdentityProvider).where(IdentityProvider.slug == "igj")
        owner.execute(igj.values(is_active=False))

    assert (browser.visit("/").status, api.get("/me").status_code) == (303, 401)
    assert other.get("/me").status_code == 200
