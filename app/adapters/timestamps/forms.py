"""The form of an answer, RFC 3161, 2.4.2: a refusal holds no time stamp (asn1crypto wants one)."""

from asn1crypto import cms, core, tsp


class TimestampAnswer(core.Sequence):
    """TimeStampResp."""

    _fields = [  # noqa: RUF012 - asn1crypto puts its own objects in this list
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]
