"""Where files are kept is read from the settings, and `samenzicht check` tells if it works."""

import pytest

from app import wiring
from app.adapters.file_store import FileBlobs
from app.adapters.object_store import ObjectBlobs
from app.checking.keeping import faults
from config.settings import Settings, WrongSettings, read_settings
from tests.support.object_server import KEY, SECRET

ENDPOINT = "endpoint=https%3A%2F%2Fs3.example"


def settings(tmp_path, **given):
    return Settings(data=tmp_path, public_url="http://localhost", **given)


def at(server, tmp_path, *, secret=SECRET, bucket="dossiers"):
    url = f"s3://{bucket}/room/one?endpoint={server.endpoint}&region=eu-west-1"
    return settings(tmp_path, blob_url=url, blob_access_key=KEY, blob_secret_key=secret)


def test_a_folder_is_the_default(tmp_path):
    kept, arriving = wiring.stores_of(settings(tmp_path))

    assert isinstance(kept, FileBlobs)
    assert kept._folder == tmp_path / "blobs"
    assert arriving._folder == tmp_path / "blobs-arriving"
    elsewhere, _arriving = wiring.stores_of(settings(tmp_path, blob_url=f"file://{tmp_path}/else"))
    assert elsewhere._folder == tmp_path / "else"


def test_a_bucket_by_its_address(object_server, tmp_path):
    given = at(object_server, tmp_path)
    kept, arriving = wiring.stores_of(given)

    assert isinstance(kept, ObjectBlobs)
    assert (kept._area, arriving._area) == ("room/one/blobs", "room/one/arriving")
    assert list(faults(given)) == []
    assert SECRET not in repr(given)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"blob_url": "dossiers"}, "file:///folder or s3://bucket"),
        ({"blob_url": "http://s3.example/dossiers"}, "file:///folder or s3://bucket"),
        ({"blob_url": "file://server/folder"}, "file:///folder or s3://bucket"),
        ({"blob_url": "s3:///x"}, "file:///folder or s3://bucket"),
        ({"blob_url": "s3://bucket?endpoint=http://s3.example"}, "must start with https://"),
        ({"blob_url": f"s3://key:secret@bucket?{ENDPOINT}"}, "Keys do not belong"),
        ({"blob_access_key": "one"}, "go together"),
        ({"blob_secret_key": "one"}, "go together"),
    ],
)
def test_a_wrong_address_stops_the_start(tmp_path, changed, told):
    with pytest.raises(WrongSettings, match="SAMENZICHT_BLOB") as fault:
        read_settings(data=tmp_path, **changed)

    assert told in str(fault.value)
    assert "key:secret" not in str(fault.value)


def test_a_store_that_does_not_work_is_told_in_one_line(object_server, tmp_path):
    wrong = at(object_server, tmp_path, secret="not-the-secret")
    (line,) = faults(wrong)
    assert line.startswith("Files cannot be stored at s3://dossiers/room/one")
    assert "not-the-secret" not in line
    assert len(line.splitlines()) == 1

    (tmp_path / "blobs").write_text("in the way")
    (line,) = faults(settings(tmp_path))
    assert line.startswith(f"Files cannot be stored at {tmp_path}/blobs")


def test_ready_says_whether_the_store_answers(app, house, anonymous, object_server):
    from app.adapters.blobs import SealedBlobs

    before = house.tool(SealedBlobs)
    answers = {}
    for name, endpoint in (("there", object_server.endpoint), ("gone", "http://127.0.0.1:9")):
        bucket = object_server.bucket("dossiers", endpoint=endpoint)
        house.give(SealedBlobs(ObjectBlobs(bucket, area="blobs")))
        answers[name] = anonymous.client.get("/readyz")
    house.give(before)

    assert answers["there"].json["storage"] == "ok"
    assert (answers["gone"].status_code, answers["gone"].json["storage"]) == (503, "missing")
