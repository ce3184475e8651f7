"""A kept document of ours on its way to a browser: byte for byte, and allowed nothing but its own style."""

import base64
import hashlib
import re

from sanic.response import HTTPResponse, raw

from channels.describing import HTML

_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def shown(content: bytes) -> HTTPResponse:
    """An HTML document with its style in it."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in _STYLE.findall(content)
    )
    policy = f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return raw(content, content_type=HTML, headers=headers)
