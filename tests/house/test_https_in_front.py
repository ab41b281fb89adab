"""The file we give for nginx: which lines it takes, and what it does with one that is not sealed.

Source: OWASP ASVS 5.0.0, 4.1.2, 12.1.1, 12.1.2 and 12.2.1; NCSC, ICT-beveiligingsrichtlijnen voor
TLS.
"""

import re
import socket
import ssl
import warnings
from contextlib import ExitStack

import pytest

from tests.house.test_borders_of_requests import running
from tests.house.test_operating import NEEDS_NGINX, site_in
from tests.support.ports import free_port, wait_for_port

GOOD = re.compile(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)")
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
NEW = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
pytestmark = NEEDS_NGINX


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """Nginx with our file; gives its plain and its sealed port."""
    folder, plain, secure = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    site = site_in(folder, port_80=plain, port_443=secure, port_8000=free_port())
    with running(["nginx", "-c", str(site), "-g", "daemon off;"]):
        wait_for_port(secure)
        yield plain, secure


def spoken(port, version, *, ciphers=EVERYTHING):
    """Agree on a line of one version; return version and cipher, or None when it is refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as closing, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
        context.set_ciphers(ciphers)
        plain = closing.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        try:
            line = closing.enter_context(context.wrap_socket(plain))
        except OSError:
            return None
        return line.version(), line.cipher()[0]


@pytest.mark.parametrize("version", OLD)
def test_an_old_line_is_refused(ports, version):
    assert spoken(ports[1], version) is None


@pytest.mark.parametrize("version", NEW)
def test_a_new_line_is_taken(ports, version):
    assert spoken(ports[1], version)[0] == version.name.replace("_", ".")


def test_only_ciphers_that_hold_are_taken(ports):
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    offered.set_ciphers(EVERYTHING)
    names = [each["name"] for each in offered.get_ciphers() if each["protocol"] != "TLSv1.3"]
    taken = [
        name
        for name in names
        if spoken(ports[1], NEW[0], ciphers=f"{name}:@SECLEVEL=0") is not None
    ]

    assert len(names) > 40
    assert taken
    assert [name for name in taken if not GOOD.fullmatch(name)] == []


def answered(port, path):
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return line.makefile("rb").read().decode()


def test_a_person_is_led_to_https(ports):
    told = answered(ports[0], "/workspaces")

    assert told.startswith("HTTP/1.1 301")
    assert "Location: https://x/workspaces" in told


def test_a_program_in_the_clear_is_refused_and_led_nowhere(ports):
    told = answered(ports[0], "/api/v1/workspaces")

    assert told.startswith("HTTP/1.1 403")
    assert "Location" not in told
