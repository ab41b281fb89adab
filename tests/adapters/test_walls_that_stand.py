"""What a file could reach that takes over the process reading it: behind real walls, nothing.

A program of the attacker stands in the place of ours, behind the very walls that are put around
what reads files from outside.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters import cage

pytestmark = pytest.mark.skipif(
    not cage.has_walls(), reason="needs bubblewrap, and a machine on which it may put walls"
)

SECRET = "cnry-master-key-x"
ATTEMPTS = """
import json, os, pathlib, socket, sys
told = json.loads(sys.argv[1])
done = {}

def attempt(function):
    try:
        done[function.__name__] = str(function())
    except Exception as fault:
        done[function.__name__] = None

def reads_the_data_folder():
    return pathlib.Path(told["secret"]).read_text()

def lists_the_data_folder():
    return os.listdir(os.path.dirname(told["secret"]))

def finds_it_from_the_top():
    wanted = os.path.basename(told["secret"])
    found = [each for each in map(str, pathlib.Path("/").glob("*/*")) if each.endswith(wanted)]
    return found[0]

def reads_the_accounts():
    return pathlib.Path("/etc/passwd").read_text()[:20]

def reads_what_lies_beside_the_product():
    return os.listdir(told["beside"])

def reads_a_secret_of_the_environment():
    return os.environ["SAMENZICHT_SECRET_KEY"]

def reads_the_environment_of_another():
    return pathlib.Path(f"/proc/{told['parent']}/environ").read_bytes()[:20]

def speaks_with_the_machine_itself():
    return socket.create_connection(("127.0.0.1", told["port"]), 2)

def speaks_with_another_machine():
    return socket.create_connection(("192.0.2.1", 80), 1)

def looks_up_a_name():
    return socket.getaddrinfo("example.com", 80)

def speaks_with_the_database():
    line = socket.socket(socket.AF_UNIX)
    line.connect(told["socket"])
    return line

def speaks_by_an_abstract_name():
    line = socket.socket(socket.AF_UNIX)
    line.connect("\\0" + told["abstract"])
    return line

def sees_other_processes():
    seen = [int(each) for each in os.listdir("/proc") if each.isdigit()]
    return [each for each in seen if "bwrap" not in name_of(each) and each != os.getpid()][0]

def name_of(number):
    return pathlib.Path(f"/proc/{number}/comm").read_text()

def may_end_who_started_it():
    return os.kill(told["parent"], 0)

def could_write(folder):
    if not os.access(folder, os.W_OK):
        raise PermissionError
    return folder

def may_change_the_product():
    return could_write(told["app"])

def may_change_what_python_loads():
    return could_write(sys.prefix)

for name in told["attempts"]:
    attempt(globals()[name])
print(json.dumps(done))
"""

LOOKING = (
    "reads_the_data_folder",
    "lists_the_data_folder",
    "reads_the_accounts",
    "reads_what_lies_beside_the_product",
    "reads_a_secret_of_the_environment",
    "reads_the_environment_of_another",
    "speaks_with_the_machine_itself",
    "speaks_with_the_database",
    "speaks_by_an_abstract_name",
    "sees_other_processes",
)
"""What does no harm where nothing holds it back: these alone are ever tried without walls."""
BEHIND_WALLS_ONLY = (
    "finds_it_from_the_top",
    "speaks_with_another_machine",
    "looks_up_a_name",
    "may_end_who_started_it",
    "may_change_the_product",
    "may_change_what_python_loads",
)


@pytest.fixture
def outside(tmp_path):
    """What there is to reach: a secret in a data folder, and three who listen."""
    folder = tmp_path / "data"
    folder.mkdir()
    secret = folder / "master.key"
    secret.write_text(SECRET)
    with (
        socket.create_server(("127.0.0.1", 0)) as net,
        socket.socket(socket.AF_UNIX) as database,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        database.bind(str(folder / "s.5432"))
        abstract.bind(f"\0samenzicht-{os.getpid()}")
        for each in (database, abstract):
            each.listen()
        yield {
            "secret": str(secret),
            "parent": os.getpid(),
            "port": net.getsockname()[1],
            "socket": str(folder / "s.5432"),
            "abstract": f"samenzicht-{os.getpid()}",
            "app": str(cage._APP),
            "beside": str(Path(__file__).parent),
        }


def reached(walls, outside, attempts):
    """Return what the attacker's program got done, by the name of each attempt."""
    told = json.dumps(outside | {"attempts": attempts})
    child = subprocess.run(
        [*walls, sys.executable, "-I", "-c", ATTEMPTS, told],
        capture_output=True,
        timeout=60,
        check=True,
        env={"SAMENZICHT_SECRET_KEY": SECRET},
    )
    done = json.loads(child.stdout)
    assert set(done) == set(attempts)
    return {name: told for name, told in done.items() if told is not None}


def test_behind_the_walls_nothing_is_reached(outside):
    walls = cage._walls()
    assert "--unshare-all" in walls

    assert reached(walls, outside, LOOKING + BEHIND_WALLS_ONLY) == {}


def test_without_them_what_there_is_would_be_reached(outside):
    found = reached((), outside, LOOKING)

    assert found["reads_the_data_folder"] == SECRET
    assert found["reads_a_secret_of_the_environment"] == SECRET
    assert set(found) == set(LOOKING)
