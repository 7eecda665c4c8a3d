"""Django's admin, for operators with a second factor: what is kept is looked at here, and little of it changed.

States, money and the trail are changed by the site's own pages only, since those keep their rules. What ends a way in
goes by the same functions as there. What people made, and whatever lets somebody in, is not shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from jobs.models import Job, Price
from jobs.price_form import NewPriceForm
from mjweb.accounts.by import By
from mjweb.accounts.errors import NotAllowed
from mjweb.accounts.models import ApiKey, Entry, Kind, Notice, Team, User, Verb
from mjweb.gallery import leaving
from mjweb.quotas.units import grouped, units

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

# Leases and digests mean nothing to anybody; the rest lets somebody in, or is what people wrote.
UNSEEN = frozenset(
    {"password", "digest", "nonce", "lease", "token", "tag", "session_key", "data", "body", "is_superuser"}
    | {"prompt", "text", "words", "facts", "links", "message", "note", "notice", "pieces", "hook_url", "url", "label"}
)
# Pictures, uploads, presets, lists and links are people's own; the others are marks between processes.
LEFT_OUT = frozenset(
    {"Picture", "Upload", "Input", "Preset", "Wildcard", "Feed", "Wake", "Lane", "Batch"}
    | {"Link", "LinkedPicture", "Opening", "Guest", "Remark", "Opinion", "Judgement", "Stored", "Shelf"}
)


def used_a_second_factor(request: HttpRequest) -> bool:
    """Whether this person has a second factor, and has given it in this session."""
    user = request.user
    if not user.is_authenticated or not is_mfa_enabled(user):
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


class OperatorsSite(admin.AdminSite):
    """For whoever runs the site and has shown it twice; for everybody else there is no such page."""

    site_header = site_title = _("mjweb, for operators")
    index_title = _("What is kept")
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff) and used_a_second_factor(request)

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return cast("V", guarded)

    def get_urls(self) -> list[Any]:
        """A visitor is not sent to sign in: nobody is to learn by it that something is here."""
        found: list[Any] = super().get_urls()
        for one in _patterns(found):
            if one.name != "login":  # a method, which says so itself
                one.callback = login_not_required(one.callback)
        return found

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door of the site, and it is not here."""
        raise Http404

    def logout(  # type: ignore[override]  # a redirect is an answer as well
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # a redirect is an answer as well
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")


def _patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


site = OperatorsSite(name="admin")


if TYPE_CHECKING:
    # Only the stubs know what these are of.
    OfModel = admin.ModelAdmin[models.Model]
    FormOfModel = ModelForm[models.Model]
else:
    OfModel = admin.ModelAdmin
    FormOfModel = ModelForm


class Looked(OfModel):
    """A table that is looked at: nothing is added, changed or deleted."""

    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return [field.name for field in self.model._meta.concrete_fields if field.name not in UNSEEN]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self.get_fields(request)[:8]

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        shown = set(self.get_list_display(request))
        return [field.name for field in self.model._meta.concrete_fields if field.is_relation and field.name in shown]


class Changed(Looked):
    """A table of which some columns may be changed, each with what a change of it is called in the trail."""

    changeable: Mapping[str, Verb] = MappingProxyType({})

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return [name for name in self.get_fields(request, obj) if name not in self.changeable]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: models.Model, form: FormOfModel, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for name in form.changed_data:
            detail = f"{name}: {form.initial.get(name)} → {form.cleaned_data[name]}"
            team = obj if isinstance(obj, Team) else None
            Entry.objects.write(By.request(request), self.changeable[name], team=team, subject=obj, detail=detail)


class People(Changed):
    """Accounts are ended and opened by actions and not by a tick: an end reaches jobs, addresses, keys and sessions."""

    changeable = MappingProxyType({"is_staff": Verb.ROLE_CHANGED, "max_queue": Verb.QUOTA_CHANGED})
    search_fields = ("email", "name")
    actions = ("shut_out", "let_in")

    @admin.action(description=_("Deactivate the accounts"))
    def shut_out(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if person == request.user:
                messages.error(request, _("Your own account is not deactivated here."))
                continue
            try:
                done = leaving.shut_out(By.request(request), person, person.home)
            except NotAllowed as error:
                messages.error(request, str(error))
            else:
                if done:
                    messages.success(request, _("The account of %(name)s is deactivated") % {"name": person})

    @admin.action(description=_("Let them sign in again"))
    def let_in(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if User.objects.reactivate(By.request(request), person, person.home):
                messages.success(request, _("%(name)s can sign in again") % {"name": person})

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: models.Model, form: FormOfModel, change: bool) -> None:
        super().save_model(request, obj, form, change)
        assert isinstance(obj, User)
        if "is_staff" in form.changed_data:
            names = (_("Person"), _("Operator")) if obj.is_staff else (_("Operator"), _("Person"))
            by = By.request(request)
            Notice.objects.tell_done(by, obj, Kind.ROLE_CHANGED, team="mjweb", before=names[0], role=names[1])


class Keys(Looked):
    actions = ("revoke",)

    @admin.action(description=_("Revoke the keys"))
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        for key in keys.select_related("user", "team"):
            if key.revoke(By.request(request)):
                messages.success(request, _("Revoked: %(key)s") % {"key": key.called})


class Teams(Changed):
    changeable = MappingProxyType({"name": Verb.TEAM_CHANGED, "zone": Verb.TEAM_CHANGED, "at_once": Verb.QUOTA_CHANGED})
    search_fields = ("name",)


class Prices(Looked):
    """Prices are added, each with its first day; what a row says is never changed."""

    form = NewPriceForm
    list_filter = ("work", "mode", "version", "size")
    list_display = ("work", "mode", "version", "size", "credits", "valid_from", "created_at", "by")
    ordering = ("-valid_from", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return super().get_fields(request, obj) if obj else list(NewPriceForm.Meta.fields)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return list(self.list_display)

    @admin.display(description=_("credits"), ordering="amount")
    def credits(self, price: Price) -> str:
        return grouped(price.amount)

    def save_model(self, request: HttpRequest, obj: models.Model, form: FormOfModel, change: bool) -> None:
        assert isinstance(form, NewPriceForm)
        given = form.cleaned_data
        obj.pk = Price.objects.add(By.request(request), form.cell, given["amount"], given["day"]).pk


class ToldFilter(admin.SimpleListFilter):
    """Jobs of which the image service said what it took for them."""

    title = _("what the service took")
    parameter_name = "told"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("told")), ("no", _("not told"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Job]) -> models.QuerySet[Job]:
        if self.value() == "yes":
            return queryset.exclude(cost="")
        return queryset.filter(cost="") if self.value() == "no" else queryset


class Jobs(Looked):
    """Each beside what the image service says it took for it. The quote is what was charged, whatever that is."""

    list_filter = (ToldFilter, "state", "action", "mode")
    list_display = ("uid", "user", "action", "mode", "state", "quoted", "cost", "difference", "created_at")
    ordering = ("-pk",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return list(self.list_display)

    @admin.display(description=_("quote"), ordering="quote")
    def quoted(self, job: Job) -> str:
        return grouped(job.quote)

    @admin.display(description=_("service took more or less"), empty_value="–")
    def difference(self, job: Job) -> str | None:
        try:
            more = units(job.cost) - job.quote
        except ValueError:  # it said nothing, or nothing that is a number
            return None
        return f"+{grouped(more)}" if more > 0 else grouped(more)


OF_THEIR_OWN: dict[type[models.Model], type[Looked]] = {
    User: People,
    Team: Teams,
    ApiKey: Keys,
    Price: Prices,
    Job: Jobs,
}

for _label in ("accounts", "quotas", "jobs"):
    for _model in apps.get_app_config(_label).get_models():
        if _model.__name__ not in LEFT_OUT:
            site.register(_model, OF_THEIR_OWN.get(_model, Looked))
for _model in (EmailAddress, UserSession):
    site.register(_model, Looked)
