"""What every page shows of the purse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mjweb.accounts.models import User
from mjweb.quotas.errors import Whose
from mjweb.quotas.models import Window
from mjweb.quotas.spans import Span
from mjweb.quotas.warnings import word_of


@dataclass(frozen=True, slots=True)
class Credits:
    """The purse as the frame shows it; amounts in thousandths."""

    left: int
    allowance: int
    resets: datetime
    whose: Whose = Whose.PERSON
    span: Span = Span.MONTH
    is_soft: bool = False

    @property
    def percent_left(self) -> int:
        return round(100 * self.left / self.allowance) if self.allowance else 0

    @property
    def level(self) -> str:
        """ "full", "warn" or nothing."""
        return word_of(self.left, self.allowance)


def of(user: User) -> Credits:
    window = Window.objects.narrowest(user, team=user.team)
    span = Span(window.span)
    return Credits(window.left, window.limit, window.ends, window.purse.whose, span, is_soft=window.is_soft)


def credits(request: HttpRequest) -> dict[str, object]:
    """`credits`, read only by the pages that show it."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return {}
    return {"credits": SimpleLazyObject(lambda: of(request.user))}  # type: ignore[arg-type]  # signed in, see above
