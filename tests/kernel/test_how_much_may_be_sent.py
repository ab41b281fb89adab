"""How much somebody may send: as much as a page needs, before anything of it is read."""

import io

import pytest

from app.kernel.web.door import LARGEST_OF_STRANGERS
from app.kernel.web.json_api import LARGEST_BODY


class Unread(io.RawIOBase):
    """A large body of which nothing may be read; the test client asks how large it is."""

    at = 0

    def readable(self):
        return True

    def readinto(self, _room):
        raise AssertionError("this was read")

    def seek(self, place, whence=0):
        self.at = place if whence == io.SEEK_SET else LARGEST_OF_STRANGERS + 1
        return self.at

    def tell(self):
        return self.at


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/login", 413),
        ("/login/back-channel/igj", 413),
        ("/workspaces/WRK-2026-1001/members/people", 303),
        ("/api/v1/workspaces", 401),
    ],
)
def test_of_a_stranger_nothing_large_is_read(anonymous, path, status):
    answer = anonymous.client.post(
        path,
        input_stream=Unread(),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == status


def test_a_form_to_sign_in_with_is_small_enough(anonymous):
    page = anonymous.visit("/login").submit("#login", email="a@" + "b" * 300)

    assert page.status == 422


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY + 1, 413), (LARGEST_BODY - 100, 422)])
def test_json_is_held_in_memory_so_it_has_a_bound(api_of, world, size, status):
    path = f"/workspaces/{world.workspace.ref}/tasks"
    body = b'{"title": "' + b"x" * (size - 13) + b'"}'

    answer = api_of("anna").post(path, data=body, content_type="application/json")

    assert answer.status_code == status
