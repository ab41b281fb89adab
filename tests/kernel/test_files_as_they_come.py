"""The file of a form is handed on while it comes in, and the form reads as it always did."""

import io

from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.test import encode_multipart

from app.kernel.web.receiving import KeepingParser

BOUNDARY = "between"
NASTY = st.sampled_from([b"\r\n--between", b"--between--", b"\r", b"\n", b"\r\n", b"\r\n--betwee"])
CONTENT = st.lists(NASTY | st.binary(max_size=40), max_size=12).map(b"".join)
NAMES = st.sampled_from(["title", "note", "file", "other"])
FIELD = st.tuples(NAMES, st.text("abc é\r\n", max_size=12))
FILE = st.tuples(NAMES, st.tuples(CONTENT, st.sampled_from(["a.txt", "verslag.pdf", ""])))


class Dribble(io.RawIOBase):
    """A stream that gives as little as it likes."""

    def __init__(self, content, sizes):
        super().__init__()
        self.rest, self.sizes, self.turn = content, sizes, 0

    def read(self, count=-1):
        self.turn += 1
        count = min(count, self.sizes[self.turn % len(self.sizes)])
        found, self.rest = self.rest[:count], self.rest[count:]
        return found


def body_of(parts):
    """Write a form; what would end a part early is left to happen."""
    values = MultiDict()
    for name, value in parts:
        is_file = isinstance(value, tuple)
        values.add(name, FileStorage(io.BytesIO(value[0]), value[1], name) if is_file else value)
    return encode_multipart(values, boundary=BOUNDARY)[1]


def read_with(parser, body, sizes):
    stream = Dribble(body, sizes)
    return parser.parse(stream, "multipart/form-data", len(body), {"boundary": BOUNDARY})[1:]


def keep(source, _name):
    pieces = iter(lambda: source.read(7), b"")
    return io.BytesIO(b"".join(pieces))


@given(
    parts=st.lists(FIELD | FILE, max_size=6),
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=4),
    cut=st.none() | st.floats(0, 1),
)
@example(parts=[("file", (b"x" * 300, "a.txt")), ("title", "later")], sizes=[9], cut=None)
@example(parts=[("file", (b"x" * 300, "a.txt")), ("title", "later")], sizes=[9], cut=0.5)
def test_the_form_reads_as_with_a_temporary_file(parts, sizes, cut):
    """Werkzeug's own parser is the oracle, also of forms that are broken off or malformed."""
    body = body_of(parts)
    body = body if cut is None else body[: int(cut * len(body))]
    fields, files = read_with(
        FormDataParser(stream_factory=lambda **_said: io.BytesIO()), body, sizes
    )

    found_fields, found_files = read_with(KeepingParser("file", keep), body, sizes)

    assert list(found_fields.items(multi=True)) == list(fields.items(multi=True))
    wanted = [each for each in files.getlist("file") if each.filename][:1]
    found = found_files.getlist("file")
    assert [(each.filename, each.stream.read()) for each in found] == [
        (each.filename, each.stream.read()) for each in wanted
    ]
    assert set(found_files) <= {"file"}
