"""The key of an account: put into a request at the last moment, and taken out of whatever quotes it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from requests.auth import AuthBase

if TYPE_CHECKING:
    from requests import PreparedRequest

    from jobs.http import Reply

HIDDEN = "(key)"
SHORT = 8  # a key of fewer signs could be any word


class Key(AuthBase):
    """No list of headers and no repr shows it. Raises ValueError, which does not show it either."""

    def __init__(self, key: str) -> None:
        if not re.fullmatch(r"[\x21-\x7e]{1,500}", key):
            raise ValueError("The key of TT API is missing, or has spaces or signs that no key has.")
        self._key = key

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["TT-API-KEY"] = self._key
        return request

    def hidden_in(self, reply: Reply) -> Reply:
        """The reply without the key, should it quote it: its message goes to pages and logs."""
        if len(self._key) < SHORT:
            return reply
        body = self._without(plain(reply.body))
        return reply if body is None else replace(reply, body=body.encode())

    def _without(self, text: str) -> str | None:
        """The text with every quotation covered, as it stands or as JSON spells it; None when there is none."""
        spellings = {self._key, json.dumps(self._key)[1:-1]}
        pattern = "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))
        covered, count = re.subn(pattern, HIDDEN, text, flags=re.IGNORECASE)
        return covered if count else None


def plain(body: bytes) -> str:
    """The text of an answer; JSON in its shortest spelling, in which no letter hides behind an escape."""
    try:
        return json.dumps(json.loads(body))
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
