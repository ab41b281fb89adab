"""Where a large file of a form waits: as good as any file, and noise on disk."""

import io
import os
import random

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import EnvironBuilder, encode_multipart

from app.kernel.web.receiving import HouseRequest
from app.kernel.web.spooling import IN_MEMORY, SealedSpool, spool_for

CONTENT = b"Vijftien jongeren spraken met ons. " * 40_000


def on_disk(spool):
    """What a thief of the disk reads."""
    file = spool.raw._file
    return os.pread(file.fileno(), len(CONTENT), 0)


def test_it_reads_back_what_was_written_anywhere():
    turn = random.Random(11)
    for _round in range(30):
        spool, plain = io.BufferedRandom(SealedSpool(), 64), io.BytesIO()
        written = 0
        while written < 3000:
            piece = turn.randbytes(turn.randint(1, 70))
            written += spool.write(piece)
            plain.write(piece)
        for _step in range(40):
            at, count = turn.randint(0, written), turn.randint(0, 90)
            assert spool.seek(at) == plain.seek(at)
            assert spool.read(count) == plain.read(count)
            assert spool.tell() == plain.tell()
        assert (spool.seek(0), spool.read()) == (0, plain.getvalue())
        spool.close()


def test_a_small_file_stays_in_memory():
    assert isinstance(spool_for(IN_MEMORY, None), io.BytesIO)
    assert isinstance(spool_for(None, IN_MEMORY), io.BytesIO)


def test_a_large_file_of_a_form_is_noise_on_disk():
    values = MultiDict({"csrf_token": "x", "file": FileStorage(io.BytesIO(CONTENT), "a.txt")})
    boundary, body = encode_multipart(values)
    builder = EnvironBuilder(
        method="POST", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    request = HouseRequest(builder.get_environ())
    sent = request.files["file"].stream
    sent.flush()

    kept = on_disk(sent)
    assert len(kept) == len(CONTENT)
    assert b"jongeren" not in kept
    assert sent.read() == CONTENT
    request.close()
