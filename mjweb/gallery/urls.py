"""The addresses of the floor of what came of it."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.gallery.views import gallery, picture, usage

walls: list[URLPattern | URLResolver] = [
    path("gallery/", gallery.index, name="index"),
    path("gallery/sections/", gallery.sections, name="sections"),
    path("pictures/<int:pk>/", picture.picture, name="picture"),
]

usages: list[URLPattern | URLResolver] = [
    path("", usage.index, name="index"),
    path("ledger/", usage.ledger, name="ledger"),
    path("ledger.csv", usage.ledger_csv, name="csv"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((walls, "gallery"))),
    path("usage/", include((usages, "usage"))),
]
