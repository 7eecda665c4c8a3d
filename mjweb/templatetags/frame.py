"""Tags of the frame: icons, fields, the style sheet and the areas of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.template import Library
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mjweb.stylesheet import sheet

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.template import Context
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

register = Library()


@dataclass(frozen=True, slots=True)
class Area:
    """One place of the main navigation; its page is the URL name `<word>:index`."""

    word: str
    label: _StrPromise
    icon: str
    where: Literal["top", "foot"] = "top"
    operators_only: bool = False
    url: str = ""


AREAS = (
    Area("create", _("Create"), "create"),
    Area("gallery", _("Gallery"), "gallery"),
    Area("collections", _("Collections"), "stack"),
    Area("explore", _("Explore"), "explore"),
    Area("usage", _("Usage"), "usage", where="foot"),
    Area("team", _("Team"), "team", where="foot"),
    Area("queue", _("Queue"), "queue", where="foot", operators_only=True),
    Area("prices", _("Prices"), "price", where="foot", operators_only=True),
    Area("audit", _("Audit log"), "list", where="foot", operators_only=True),
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative symbol `i-<name>` of `static/img/icons.svg`; `extra` adds classes such as "i-s" (16 px).

    Readers of the screen skip it: the words stand beside it or in the label of its control.
    """
    kind = extra if extra == "mark" else f"i {extra}".rstrip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', kind, static("img/icons.svg"), name
    )


@register.inclusion_tag("_field.html")
def field(field: BoundField, label: str = "", hint: str = "") -> dict[str, object]:
    """One form field with its label, hint and errors. The label stays visible, so a placeholder would say it twice."""
    attrs: dict[str, str | bool] = {"placeholder": False}
    return {
        "field": field,
        "widget": field.as_widget(attrs=attrs),
        "label": label or field.label,
        "hint": hint or field.help_text,
        "is_check": getattr(field.field.widget, "input_type", "") == "checkbox",
    }


@register.simple_tag
def stylesheets(extra: str = "") -> SafeString:
    """The link to the site's one style sheet, or to one of those that few pages need beside it."""
    return format_html('<link rel="stylesheet" href="{}">', reverse("stylesheet", args=[sheet(extra).digest]))


@register.simple_tag(takes_context=True)
def areas(context: Context) -> list[Area]:
    """The areas that this site has and this person may open, each with its address."""
    user = getattr(context.get("request"), "user", None)
    found = []
    for area in AREAS:
        if area.operators_only and not getattr(user, "is_staff", False):
            continue
        try:
            url = reverse(f"{area.word}:index")
        except NoReverseMatch:
            continue
        found.append(Area(area.word, area.label, area.icon, area.where, area.operators_only, url))
    return found


@register.simple_tag(takes_context=True)
def tabs(context: Context) -> list[Area]:
    """The areas of the bar on phones: five at most, Usage first to go because the credits chip leads there."""
    found = [area for area in areas(context) if not area.operators_only]
    return found if len(found) <= 5 else [area for area in found if area.word != "usage"][:5]


@register.simple_tag(takes_context=True)
def area_name(context: Context) -> _StrPromise:
    """The words for `nav`, for the bar on phones; what has none is drawn by allauth's views and is of the account."""
    return next((area.label for area in AREAS if area.word == context.get("nav")), _("Account"))
