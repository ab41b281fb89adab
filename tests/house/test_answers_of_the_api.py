"""Whatever is sent to the API, the answer is one that its description knows: never a fault of ours.

The questions are made from the description; ids are those of the scene, so that they get past 404.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.kernel.web.describing import PREFIX
from app.kernel.web.tus import BODY_TYPE
from tests.house.sources import say
from tests.support.api import Api
from tests.support.markers import KINDS, OTHER_VALUES, THERE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CASES, MANY_CASES = 8, 200
PARTS = 15
"""The many are asked in parts, so that no test takes longer than a test may."""
ASKERS = ("anna", "bram")
"""The coordinator of the lead, and a partner's contributor."""


@schemathesis.serializer(BODY_TYPE)
def bytes_as_they_are(_context, value):
    """Send what is no text or form."""
    return str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def headers(application, scene):
    """The tokens of those who ask."""
    people = [scene.world.person(who) for who in ASKERS]
    plain = {"Accept-Encoding": "identity"}
    return [Api(application, each, scene.transaction).headers | plain for each in people]


@pytest.fixture(scope="module")
def operations(application):
    """Everything the description offers."""
    found = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", application)
    return [each.ok() for each in found.get_all_operations()]


def values_of(scene, name):
    """Return what may stand in a place of an address: what is here, and what is elsewhere."""
    if name == "ref":
        return [scene.refs["here"], scene.refs["here"], scene.refs["there"]]
    if name in KINDS:
        here = [str(scene.ids[each]) for each in KINDS[name] if each not in THERE]
        return here * 4 + [str(scene.ids[each]) for each in KINDS[name] if each in THERE]
    return [OTHER_VALUES[name]]


def ask(scene, operation, headers, *, cases):
    """Ask one thing in many ways; each is undone again."""
    names = [
        each["name"]
        for each in operation.definition.raw.get("parameters", ())
        if each["in"] == "path"
    ]

    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), data=st.data())
    def asked(case, data):
        case.path_parameters = {
            name: data.draw(st.sampled_from(values_of(scene, name)), label=name) for name in names
        }
        with scene.transaction.undone():
            response = case.call(headers=data.draw(st.sampled_from(headers)))
        case.validate_response(response, checks=CHECKS)

    asked()


def ask_all(scene, operations, headers, *, cases):
    """Return what went wrong, a line for each thing that can be asked."""
    faults = []
    for operation in operations:
        try:
            ask(scene, operation, headers, cases=cases)
        except FailureGroup as wrong:
            told = " ".join(str(each) for each in wrong.exceptions)
            faults.append(f"{operation.label}: {' '.join(told.split())}")
    return faults


def test_every_answer_is_one_that_is_described(scene, operations, headers):
    faults = ask_all(scene, operations, headers, cases=CASES)

    assert len(operations) > 85
    assert not faults, say("Not as described:", faults)


@pytest.mark.torture
@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_of_many_is_one_that_is_described(scene, operations, headers, part):
    faults = ask_all(scene, operations[part::PARTS], headers, cases=MANY_CASES)

    assert not faults, say("Not as described:", faults)
