"""Who does something and from where, as the audit trail keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from mjweb.accounts.address import address_of

if TYPE_CHECKING:
    from mjweb.accounts.models.user import User


@dataclass(frozen=True, slots=True)
class By:
    """A person and the address they came from; no person for the site itself."""

    user: User | None
    address: str = ""

    @classmethod
    def request(cls, request: HttpRequest) -> By:
        """The person who sent this request; nobody where none is signed in."""
        return cls(request.user if request.user.is_authenticated else None, address_of(request))


COMMAND = By(None, "command line")
SITE = By(None)
