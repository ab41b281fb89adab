"""The operator's page is true: what it names is there, and programs take its files."""

import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import click
import psycopg
import pytest

from app import cli
from app.adapters.postgres import roles
from app.kernel import schema
from config.settings import Settings, read_settings
from tests.house.sources import ROOT, say
from tests.support.nginx import NEEDS_NGINX, running, site_in
from tests.support.ports import free_port, wait_for_port

FOLDER = ROOT / "config" / "operate"
PAGE = FOLDER / "README.md"
OF_THE_SCRIPT = {"SAMENZICHT_ETC"}
"""Read by samenzicht.sh, not by the product."""
PROGRAM = "/usr/local/lib/samenzicht/.venv/bin/samenzicht"
NAME = re.compile(r"SAMENZICHT_[A-Z_]+[A-Z]")
UNITS = (
    sorted(FOLDER.glob("*.service"))
    + sorted(FOLDER.glob("*.socket"))
    + sorted(FOLDER.glob("*.timer"))
)


def typed_lines():
    """Each command of ours on a page or in a unit, without the word itself."""
    for page in (PAGE, ROOT / "README.md"):
        for line in re.findall(r"^    samenzicht (.*)$", page.read_text(), re.MULTILINE):
            yield page.name, re.split(r"  +", line)[0]
    for unit in UNITS:
        for line in re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit.read_text(), re.MULTILINE):
            yield unit.name, line


def fault_of(words):
    """Say what is wrong with a command, without carrying it out."""
    command = cli.main
    given = list(words)
    while isinstance(command, click.Group):
        while given and given[0].startswith("--"):
            given = given[2:]
        if not given or given[0] not in command.commands:
            return f"there is no command {given[:1]}"
        command = command.commands[given.pop(0)]
    options = {name: each for each in command.params for name in each.opts}
    named = [each for each in given if each.startswith("--")]
    if unknown := set(named) - set(options):
        return f"there is no option {unknown}"
    needed = {each.opts[0] for each in command.params if each.required} & set(options)
    needed = {each for each in needed if each.startswith("--")}
    if missing := needed - set(named):
        return f"it needs {missing}"
    for before, value in pairwise(given):
        kind = getattr(options.get(before), "type", None)
        if isinstance(kind, click.Choice) and value not in kind.choices:
            return f"{before} cannot be {value}"
    return ""


def test_every_command_on_a_page_and_in_a_unit_can_be_typed():
    lines = list(typed_lines())
    faults = [
        f"{where}: {line}: {told}" for where, line in lines if (told := fault_of(shlex.split(line)))
    ]

    assert len(lines) > 25
    assert not faults, say("Correct the page, or the command:", faults)


@pytest.mark.parametrize(
    "line",
    [
        "person add ivb",
        "backup make",
        "check --fast",
        "token create --login a --name b --scope all",
    ],
)
def test_a_wrong_command_would_be_found(line):
    assert fault_of(shlex.split(line))


def test_every_setting_that_is_named_exists():
    known = {f"SAMENZICHT_{name.upper()}" for name in Settings.model_fields} | OF_THE_SCRIPT
    faults = [
        f"{path.name}: {name}"
        for path in sorted(FOLDER.iterdir())
        for name in NAME.findall(path.read_text())
        if name not in known
    ]

    assert not faults, say("There is no such setting:", faults)


def test_the_page_leads_to_every_file_and_to_no_other():
    page = PAGE.read_text()
    stars = [part for part in re.findall(r"samenzicht-\*\.\w+", page) if list(FOLDER.glob(part))]
    named = {each.name for part in stars for each in FOLDER.glob(part)}
    named |= {f"{name}.env.example" for name in ("samenzicht", "keeper", "owner")}
    named |= {each for each in ("samenzicht.sh", "roles.sql", "nginx.conf") if each in page}

    assert named | {PAGE.name} == {each.name for each in FOLDER.iterdir()}
    assert "config/operate/README.md" in (ROOT / "README.md").read_text()


def test_the_examples_are_settings_that_production_takes():
    given = {}
    for path in sorted(FOLDER.glob("*.env.example")):
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                name, _sign, value = line.partition("=")
                assert value == f'"{value[1:-1]}"', f"{path.name}: {line}"
                given[name.removeprefix("SAMENZICHT_").lower()] = value[1:-1]
    settings = read_settings(**given)

    assert (settings.is_https, settings.proxies, settings.demonstration) == (True, 1, False)
    assert None not in (settings.migration_database_url, settings.keeper_database_url)


def test_the_pages_never_get_the_keeper_or_the_owner():
    for name in ("samenzicht-web.service", "samenzicht-worker.service"):
        files = re.findall(r"^EnvironmentFile=(.*)$", (FOLDER / name).read_text(), re.MULTILINE)
        assert files == ["/etc/samenzicht/samenzicht.env"]


def test_the_roles_are_those_of_the_embedded_server():
    told = (FOLDER / "roles.sql").read_text()
    ordinary = roles._ORDINARY.as_string().lower()
    wanted = set()
    for each in roles._ROLES:
        passes = each.row_security.as_string().lower()
        wanted.add(f"alter role {each.name} login {ordinary} {passes};")
        wanted |= {f"alter role {each.name} set {key} = '{value}';" for key, value in each.settings}

    assert set(re.findall(r"^alter role .*$", told, re.MULTILINE)) == wanted


@pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")
def test_a_database_made_by_hand_has_nothing_wrong(server):
    url = server.url("postgres", database="postgres")
    with (FOLDER / "roles.sql").open("rb") as script:
        told = subprocess.run(
            [
                "psql",
                "--quiet",
                "--no-psqlrc",
                "--set=ON_ERROR_STOP=1",
                "--set=database=by_hand",
                url,
            ],
            stdin=script,
            capture_output=True,
            check=False,
        )
    assert (told.returncode, told.stderr) == (0, b"")
    schema.upgrade(server.url("samenzicht_owner", database="by_hand"))

    with psycopg.connect(server.url("samenzicht_app", database="by_hand")) as connection:
        assert connection.execute("select count(*) from organisation").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table mine (id int)")
    server.drop_database("by_hand")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path):
    ours = str(Path(sys.executable).with_name("samenzicht"))
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, ours))
    told = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / each.name) for each in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in told.stderr.splitlines() if "samenzicht" in line]
    assert (told.returncode, about_ours) == (0, [])


@NEEDS_NGINX
def test_nginx_takes_its_file(tmp_path):
    told = subprocess.run(
        ["nginx", "-t", "-c", str(site_in(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "test is successful" in told.stderr, told.stderr
    assert "[warn]" not in told.stderr


@pytest.fixture
def behind_nginx(tmp_path):
    """Start the site before a server with one thread; gives a way to open connections to it."""
    plain, secure, pages = free_port(), free_port(), free_port()
    site = site_in(tmp_path, port_80=plain, port_443=secure, port_8000=pages)
    serving = "tests.support.slow_reading:application"
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    commands = (
        [sys.executable, "-W", "ignore", "-m", "tests.bench.serving", serving, str(pages)],
        ["nginx", "-c", str(site), "-g", "daemon off;"],
    )
    with ExitStack() as closing:
        begun = [closing.enter_context(running(each)) for each in commands]
        wait_for_port(pages)
        wait_for_port(secure)

        def opened():
            plain = closing.enter_context(socket.create_connection(("127.0.0.1", secure), 10))
            return closing.enter_context(context.wrap_socket(plain))

        yield opened, begun[0]


@NEEDS_NGINX
def test_who_sends_slowly_stops_nobody_else(behind_nginx):
    opened, _pages = behind_nginx
    slow = opened()
    slow.sendall(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nabc")
    time.sleep(0.5)
    other = opened()
    other.settimeout(3)
    other.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert other.recv(12) == b"HTTP/1.1 200"


def _logged(folder, *, requests):
    """Return what nginx wrote, once it wrote of each request; it does so after answering."""
    until = time.monotonic() + 10
    while True:
        written = "".join(each.read_text() for each in folder.glob("*.log"))
        if written.count(" 502 ") >= requests or time.monotonic() > until:
            return written
        time.sleep(0.05)


@NEEDS_NGINX
def test_no_secret_of_an_address_is_logged(behind_nginx, tmp_path):
    opened, pages = behind_nginx
    pages.terminate()
    pages.wait(10)
    for path in ("/reply/GEHEIM/x?a=1", "/search?q=verdachte"):
        asking = opened()
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b" 502 " in asking.recv(200)
    logged = _logged(tmp_path, requests=2)

    assert "/search" in logged
    assert not re.search("GEHEIM|verdachte", logged)


def test_the_script_for_root_can_be_read():
    told = subprocess.run(
        ["sh", "-n", str(FOLDER / "samenzicht.sh")], capture_output=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.fixture
def typed(tmp_path):
    """Type the script for root on settings of this test; gives what a command would get."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (tmp_path / "bin").mkdir()
    account = tmp_path / "bin" / "setpriv"
    account.write_text(
        '#!/bin/sh\nwhile [ "$1" != --no-new-privs ]; do shift; done; shift\n'
        "case $1 in test) [ ! -e hidden ] ;; *) pwd; env ;; esac\n"
    )
    account.chmod(0o755)
    for name in ("keeper", "owner"):
        (folder / f"{name}.env").write_text("")

    def type_in(where, settings, *words):
        (folder / "samenzicht.env").write_text(settings)
        told = subprocess.run(
            ["sh", str(FOLDER / "samenzicht.sh"), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=where,
            env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "SAMENZICHT_ETC": str(folder)},
        )
        return told.returncode, told.stdout.splitlines(), told.stderr

    return type_in


def test_settings_mean_the_same_to_the_script_as_to_systemd(typed, tmp_path):
    settings = (
        "# SAMENZICHT_NOT=this\n"
        f'SAMENZICHT_DATA="{tmp_path}"\n'
        'SAMENZICHT_SECRET_KEY="a$HOME`id`b c#d=e"\n'
    )
    status, lines, _told = typed(tmp_path, settings, "check")

    assert status == 0
    assert "SAMENZICHT_SECRET_KEY=a$HOME`id`b c#d=e" in lines
    assert not [each for each in lines if "SAMENZICHT_NOT" in each]


def test_a_file_is_of_the_folder_it_is_typed_in_and_one_out_of_reach_is_told(typed, tmp_path):
    data, here = tmp_path / "data", tmp_path / "here"
    data.mkdir()
    here.mkdir()
    (here / "monday.backup").touch()
    settings = f'SAMENZICHT_DATA="{data}"\n'

    assert typed(here, settings, "backup", "verify", "monday.backup")[1][0] == str(here)
    (here / "hidden").touch()
    assert typed(here, settings, "check")[1][0] == str(data)
    status, _lines, told = typed(here, settings, "backup", "verify", "monday.backup")
    assert (status, "cannot read monday.backup" in told) == (1, True)


@pytest.mark.parametrize("behind", ["", "?sslmode=verify-full", "?host=/run&sslmode=disable"])
def test_practising_leaves_the_database_in_use_alone(tmp_path, behind):
    """The line of the page, on the examples of settings, however the address ends."""
    for path in FOLDER.glob("*.env.example"):
        told = path.read_text().replace('/samenzicht"', f'/samenzicht{behind}"')
        told = told.replace(f'"/var/lib/samenzicht{behind}"', '"/var/lib/samenzicht"')
        (tmp_path / path.name.removesuffix(".example")).write_text(told)
    [line] = re.findall(r"^    (sed -i .*practice.*)$", PAGE.read_text(), re.MULTILINE)
    changed = line.replace("/etc/samenzicht-practice", str(tmp_path))
    subprocess.run(["sh", "-c", changed], check=True)

    told = "".join(each.read_text() for each in tmp_path.glob("*.env"))
    named = re.findall(r'DATABASE_URL="[^"]*/(\w+)(?:\?[^"]*)?"', told)
    assert named == ["samenzicht_practice"] * 3
    assert re.findall(r'^SAMENZICHT_DATA="(.*)"$', told, re.MULTILINE) == [
        "/var/lib/samenzicht-practice"
    ]
    assert told.count(behind) >= 3


def test_a_newer_version_renews_all_that_stands_outside_its_folder():
    """What *One machine* puts elsewhere, a newer version puts there anew."""
    page = PAGE.read_text()
    first = page[page.index("## One machine") : page.index("## Seals with keys")]
    newer = page[page.index("## A newer version") : page.index("## Several machines")]
    lines = re.findall(r"^    (.*)$", first, re.MULTILINE)
    wanted = [
        each.replace("0.1.0", "0.2.0")
        for each in lines
        if each.startswith(
            ("install -m 0644 samenzicht-", "install -m 0755", "runuser -u postgres")
        )
    ]

    assert len(wanted) == 3
    assert [each for each in wanted if f"    {each}\n" not in newer] == []
    assert newer.index("samenzicht check") > newer.index("systemctl restart")
    assert "nginx -t" in newer


def test_every_timer_is_switched_on():
    [line] = re.findall(
        r"^    (systemctl enable --now samenzicht.*)$", PAGE.read_text(), re.MULTILINE
    )

    assert {each.name for each in FOLDER.glob("*.timer")} <= set(line.split())
