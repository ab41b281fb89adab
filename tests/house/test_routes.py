"""Routes: each says what it needs, and names the type of what it takes."""

import ast
import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.kernel.access import PUBLIC
from tests.house.sources import decorators, functions, python_sources, say

NAMES_A_FILE = "Content-Disposition"
WITHOUT_DOOR = {"static"}
"""Files with a hash in their name; they are the same for everybody."""

PUBLIC_PAGES = (
    "access_help.truth_table",
    "account.logout",
    "calendar_feed.feed",
    "back_channel.sign_out",
    "health.alive",
    "health.openapi",
    "health.ready",
    "identity.callback",
    "identity.help_page",
    "identity.invitation",
    "identity.login",
    "metrics.read",
    "provisioning.change_user",
    "provisioning.configuration",
    "provisioning.enter_user",
    "provisioning.get_user",
    "provisioning.list_users",
    "provisioning.remove_user",
    "provisioning.replace_user",
    "provisioning.resource_type",
    "provisioning.resource_types",
    "provisioning.schema",
    "provisioning.schemas",
    "reply.add",
    "reply.change",
    "reply.extract",
    "reply.page",
    "reply.remove",
    "reply.submit",
    "statements.accessibility",
    "statements.privacy",
    "statements.security",
    "statements.security_txt",
)
"""What anyone may open without signing in. Each line is a decision."""

SEGMENT = re.compile(r"\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*")
PARAMETER = re.compile(r"<([^>]*)>")
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def rules(application: Flask) -> list[Rule]:
    """All routes but those of files."""
    return [rule for rule in application.url_map.iter_rules() if rule.endpoint not in WITHOUT_DOOR]


def test_every_route_says_what_it_needs(application, rules):
    needs = application.extensions["guard"]
    faults = [f"{rule.rule} ({rule.endpoint})" for rule in rules if rule.endpoint not in needs]

    assert not faults, say("Register it on a GuardedBlueprint with needs=:", faults)


def test_public_pages_are_on_the_list(application, rules):
    needs = application.extensions["guard"]
    found = {rule.endpoint for rule in rules if needs.get(rule.endpoint) is PUBLIC}

    assert found == set(PUBLIC_PAGES), (
        "Who is not signed in reaches these; change the list knowingly"
    )


OF_OTHERS = "/scim/v2/"
"""Addresses that RFC 7644 writes down."""


def test_addresses_are_kebab_case(rules):
    faults = [
        rule.rule
        for rule in rules
        for segment in PARAMETER.sub("", rule.rule).split("/")
        if segment and not SEGMENT.fullmatch(segment) and not rule.rule.startswith(OF_OTHERS)
    ]

    assert not faults, say("Write small letters, digits and hyphens:", faults)


def test_parameters_have_a_type(rules):
    faults = [
        rule.rule
        for rule in rules
        for parameter in PARAMETER.findall(rule.rule)
        if ":" not in parameter
    ]

    assert not faults, say(
        "Say what it is: <uuid:task_id>, <ref:workspace_ref>, <string:code>:", faults
    )


def test_reading_changes_nothing(rules):
    """A view for GET alone calls no verb of a service, unless it says `writes_on_get`."""
    faults = []
    for source in python_sources("app"):
        for view in functions(source) if source.room in {"views", "api"} else ():
            if "route" not in decorators(view) or changes(view):
                continue
            faults += [
                f"{source.at(node)} {view.name} calls service.{node.func.attr}"
                for node in ast.walk(view)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "service"
            ]

    rule = "Ask queries, or move it to POST; a read that is recorded says writes_on_get=True:"
    assert not faults, say(rule, faults)


def changes(view: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether one of the view's routes takes more than GET, or says that it writes."""
    for call in view.decorator_list:
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            if keyword.arg == "writes_on_get":
                return True
            if keyword.arg == "methods" and CHANGING & set(ast.literal_eval(keyword.value)):
                return True
    return False


def test_one_place_names_a_file_that_is_handed_out():
    faults = [
        source.at(node)
        for source in python_sources("app")
        if not source.name.startswith("app/kernel/web/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value == NAMES_A_FILE
    ]

    rule = "A name of a file may hold anything; hand files out by answers.send_file():"
    assert not faults, say(rule, faults)
