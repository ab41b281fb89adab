"""The description of the API says what its routes do: held against their sources, and valid."""

import ast

import pytest
from openapi_spec_validator import validate

from app.kernel.web.describing import PREFIX, Sent
from app.kernel.web.house import house_of
from app.search.forms import FILTERS
from tests.house.sources import ROOT, functions, python_sources, say

PAGES = {"asked_limit": "limit", "asked_cursor": "cursor", "asked_place": "cursor"}
"""What reads the parameters of a list."""
ELSEWHERE = {"asked_version": "version", "asked_zoom": "zoom"}
"""What reads a parameter for screen and API alike."""
BY_FORM = {"search_api.search": {"q", *FILTERS}}
"""What is read by a form."""


@pytest.fixture(scope="module")
def description(application):
    """What anybody is told."""
    return application.test_client().get(f"{PREFIX}/openapi.json").get_json()


def views(application):
    """Yield each endpoint of the API, its view, and the functions that stand beside that."""
    beside = {
        ".".join(each.path.with_suffix("").relative_to(ROOT).parts): {
            one.name: one for one in functions(each)
        }
        for each in python_sources("app")
    }
    for rule in application.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            view = application.view_functions[rule.endpoint]
            known = beside[view.__module__]
            yield rule.endpoint, known[view.__name__], known


def calls(function, known, seen=frozenset()):
    """Yield each call in a function, and in those of its module that it calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield node
            name = getattr(node.func, "id", None)
            if name in known and name not in seen | {function.name}:
                yield from calls(known[name], known, seen | {function.name})


def read_by(function, known):
    """Return the model of the body and the parameters that a view reads."""
    body, asked = None, set()
    for call in calls(function, known):
        match ast.unparse(call.func):
            case "read_body":
                body = ast.unparse(call.args[0])
            case "request.args.get" | "request.args.getlist":
                asked.add(getattr(call.args[0], "value", None))
            case "_asked":
                asked.add(call.args[0].value)
            case name:
                asked.add((PAGES | ELSEWHERE).get(name))
    return body, asked - {None}


def test_each_route_tells_what_its_view_reads(application):
    told, faults, looked_at = house_of(application).told, [], 0
    for endpoint, view, known in views(application):
        takes = told[endpoint].get("takes")
        asks = {each.name for each in told[endpoint].get("asks", ())}
        body, asked = read_by(view, known)
        looked_at += 1
        told_body = None if takes is None or isinstance(takes, Sent) else takes.__name__
        if told_body != body:
            faults.append(f"{endpoint}: takes {body}, tells {told_body}")
        asked |= BY_FORM.get(endpoint, set())
        if asks != asked:
            faults.append(f"{endpoint}: asks {sorted(asked)}, tells {sorted(asks)}")
    assert looked_at > 80
    assert not faults, say("Tell it beside needs= (takes=, asks=):", faults)


def test_the_description_is_valid_and_names_every_route(application, description):
    rules = [each for each in application.url_map.iter_rules() if each.rule.startswith(PREFIX)]

    validate(description)

    told = sum(len(each) for each in description["paths"].values())
    assert told == sum(len(each.methods - {"HEAD"} or {"HEAD"}) for each in rules)
    for operations in description["paths"].values():
        for operation in operations.values():
            assert operation["summary"], operation
            assert isinstance(operation["operationId"], str)
