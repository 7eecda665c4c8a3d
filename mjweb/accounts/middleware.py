"""Who must be signed in: everyone, but for views that say otherwise; those cost no look at the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


class SignedIn(LoginRequiredMiddleware):
    """Django's own, asked the other way round: it reads session and person before it looks at the view.

    A pulse with nothing new and a thumbnail would pay for both.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
