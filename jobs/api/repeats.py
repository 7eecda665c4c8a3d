"""The same call twice: what a caller's Idempotency-Key stands for, known before anything outside is asked."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Self

from jobs import wire
from jobs.api.access import Call
from jobs.errors import KeyReused
from jobs.models import Batch


@dataclasses.dataclass(frozen=True, slots=True)
class Press:
    """A call as one press: `key` names it, `mark` tells what it asks for ("" where nobody can repeat it)."""

    call: Call
    key: str
    mark: str

    @classmethod
    def of(cls, call: Call, *said: object) -> Self:
        """The press of a call that says this: the key of the caller, of any length, or a fresh one."""
        if not call.repeat:
            return cls(call, f"api:{secrets.token_urlsafe(16)}", "")
        return cls(call, f"api:{hashlib.sha256(call.repeat.encode()).hexdigest()}", _mark(said))

    def known(self) -> Batch | None:
        """What the same call made before. Raises KeyReused where another one had its key."""
        if not self.mark:
            return None
        batch = Batch.objects.filter(user=self.call.user, key=self.key).first()
        if batch is not None and batch.fingerprint != self.mark:
            raise KeyReused(self.key)
        return batch


def _mark(said: object) -> str:
    return hashlib.sha256(json.dumps(_plain(said)).encode()).hexdigest()


def _plain(value: object) -> object:
    """A value that was read from a call, as JSON can hold it: texts by their hash, since a picture may be one."""
    if isinstance(value, wire.LongText):
        digest = hashlib.sha256()
        for chunk in value.chunks():
            digest.update(chunk)
        return digest.hexdigest()
    if isinstance(value, str):
        return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
    if isinstance(value, Mapping):
        return [[_plain(name), _plain(each)] for name, each in value.items()]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        named = [_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [type(value).__name__, *named]
    return value
