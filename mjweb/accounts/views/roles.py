"""What each role of a team may do, as a table: the one table that the code asks too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mjweb.accounts.roles import RIGHTS, Right, Role


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show the table; everybody may know what others may do."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    context = {
        "nav": "team",
        "tab": "roles",
        "roles": list(Role),
        "mine": request.user.membership.role,
        "rows": [(right, [right in RIGHTS[role] for role in Role]) for right in Right],
    }
    return render(request, "team/roles.html", context)
