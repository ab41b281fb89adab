"""The security matrix: every route, every person of the cast, every thing, own, granted or foreign.

It is made from the URL map: a route that is not in `tests/support/expectations.py` fails, and so
does a parameter for which `tests/support/markers.py` holds nothing. Every answer is searched for
the markers of things that are not for its reader.
"""

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.kernel.access import PUBLIC
from app.kernel.web.house import house_of
from config.settings import Settings
from tests.support.browser import Browser
from tests.support.database import OneTransaction
from tests.support.expectations import ALL_WHO_SEE_IT, CAST, NOT_THERE_YET, PASSES
from tests.support.markers import KINDS, MARKER, OTHER_VALUES, SIGHT
from tests.support.scene import Scene

WITHOUT_DOOR = {"static"}
MARKED_TO_ALL: set[str] = set()
PASSED, REFUSED, HIDDEN, TO_SIGN_IN = "passed", "refused", "hidden", "to sign-in"


@dataclass(frozen=True)
class Route:
    """One method of one route."""

    endpoint: str
    method: str
    rule: Rule
    parameters: tuple[str, ...]

    @property
    def kind(self) -> str | None:
        """The parameter that names the thing: the most precise one there is."""
        named = [each for each in self.parameters if each in KINDS]
        return max(named, key=lambda each: each != "ref", default=None)

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def routes() -> list[Route]:
    """All methods of all routes of the product."""
    nowhere = "postgresql://nowhere/none"
    app = create_app(Settings(data="/tmp/matrix", public_url="http://localhost"),
                     database_url=nowhere, secret_key="x" * 43)
    return [
        Route(rule.endpoint, method, rule, tuple(sorted(rule.arguments)))
        for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.endpoint not in WITHOUT_DOOR
    ]
