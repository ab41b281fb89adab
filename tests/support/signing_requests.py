"""Signs requests to an object store by hand, for what the product itself never asks.

Source: AWS Signature Version 4."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase

from app.kernel import clock

SIGNED = "host;x-amz-content-sha256;x-amz-date"


class Signed(AuthBase):
    """Signs with one key."""

    def __init__(self, key: str, secret: str, *, region: str) -> None:
        self.key, self.secret, self.region = key, secret, region

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        parts, moment = urlsplit(str(request.url)), clock.now().strftime("%Y%m%dT%H%M%SZ")
        body = request.body or b""
        content = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
        told = f"host:{parts.netloc}\nx-amz-content-sha256:{content}\nx-amz-date:{moment}\n"
        asked = "\n".join(
            [str(request.method), parts.path, parts.query, told, SIGNED, content]
        ).encode()
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(asked).hexdigest()}"
        key = f"AWS4{self.secret}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        told_with = {
            "x-amz-date": moment,
            "x-amz-content-sha256": content,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={self.key}/{scope},"
            f" SignedHeaders={SIGNED}, Signature={signature}",
        }
        request.headers.update(told_with)
        return request
