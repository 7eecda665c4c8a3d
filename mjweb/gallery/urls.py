"""The addresses of the floor of what came of it."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.gallery.views import usage

usages: list[URLPattern | URLResolver] = [
    path("", usage.index, name="index"),
    path("ledger/", usage.ledger, name="ledger"),
    path("ledger.csv", usage.ledger_csv, name="csv"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("usage/", include((usages, "usage"))),
]
