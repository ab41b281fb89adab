"""The application and the process in which the demonstration's providers live."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response
from joserfc.jwk import ECKey
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.adapters.openid import PrivateKey, origin_of
from app.demo.provider.client import DemoClient
from app.demo.provider.keys import client_key_pem, signing_key
from app.demo.provider.people import DemoOrganisation, DemoProviders, issuer_of
from app.demo.provider.protocol import speak_openid
from app.demo.provider.server import OrganisationProvider
from app.demo.provider.views import EXTENSION, Providers, pages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_FORM = 64 * 1024


class _ProviderApp(Flask):
    """A Flask application that ignores what the Host header says.

    Every address here is made from the public origin. Authlib's server refuses to work on an http
    address that is not this machine's; the demonstration may be shown under a name, and that name
    is no business of Authlib's.
    """

    def wsgi_app(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ["HTTP_HOST"] = "127.0.0.1"
        return super().wsgi_app(environ, start_response)


class DemonstrationForbidden(Exception):
    """Providers that ask for no password were asked for where real work is done."""


def create_provider_app(setup: DemoProviders, *, allow_demo: bool) -> Flask:
    """Build the application with one provider per organisation.

    Args:
        setup: what the providers are made of.
        allow_demo: whether the settings say that this is a demonstration.

    Raises:
        DemonstrationForbidden: it is not one.
    """
    if not allow_demo:
        message = "The demonstration's providers exist only in the demonstration."
        raise DemonstrationForbidden(message)
    app = _ProviderApp(__name__, template_folder="pages", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    client_key = ECKey.import_key(
        PrivateKey.from_pem(client_key_pem(setup.keys_folder)).public_jwk()
    )
    with app.app_context():
        providers = {
            organisation.code: _provider(setup, organisation, app=app, client_key=client_key)
            for organisation in setup.organisations
        }
    app.extensions[EXTENSION] = Providers(providers, setup.public_origin)
    app.register_blueprint(pages)
    app.after_request(_protected_by(_policy(setup)))
    return app


def _provider(
    setup: DemoProviders, organisation: DemoOrganisation, *, app: Flask, client_key: ECKey
) -> OrganisationProvider:
    provider = OrganisationProvider(
        organisation,
        issuer=issuer_of(setup.public_origin, organisation.code),
        key=signing_key(setup.keys_folder, organisation.code),
        client=DemoClient(setup.client_id, organisation.redirect_uri, setup.return_to, client_key),
        people=tuple(one for one in setup.people if one.organisation == organisation.code),
    )
    provider.open(app)
    speak_openid(provider)
    return provider


def _policy(setup: DemoProviders) -> str:
    # Browsers hold the redirect that follows a form against form-action too.
    clients = {origin_of(setup.return_to)}
    clients |= {origin_of(organisation.redirect_uri) for organisation in setup.organisations}
    return (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {' '.join(sorted(clients))}"
    )


def _protected_by(policy: str) -> Callable[[Response], Response]:
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not no-referrer: with that, browsers send our own forms with `Origin: null`.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if not response.headers.get("Content-Type", "").startswith("text/css"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return protect


class _QuietHandler(WSGIRequestHandler):
    """Write no line per request: addresses hold codes and states."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def make_provider_server(
    setup: DemoProviders, *, host: str, port: int, allow_demo: bool
) -> BaseWSGIServer:
    """Open the port and give the server, not yet serving.

    Raises:
        DemonstrationForbidden: this is not a demonstration.
        OSError: the port is taken.
    """
    app = create_provider_app(setup, allow_demo=allow_demo)
    return make_server(host, port, app, threaded=True, request_handler=_QuietHandler)


def serve(setup: DemoProviders, *, host: str, port: int, allow_demo: bool) -> None:
    """Serve the providers until the process ends.

    Raises:
        DemonstrationForbidden: this is not a demonstration.
        OSError: the port is taken.
    """
    make_provider_server(setup, host=host, port=port, allow_demo=allow_demo).serve_forever()
