"""The addresses of the floor of what came of it."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.gallery.views import download, gallery, leaving, ledger, picture, usage

walls: list[URLPattern | URLResolver] = [
    path("gallery/", gallery.index, name="index"),
    path("gallery/sections/", gallery.sections, name="sections"),
    path("pictures/<int:pk>/", picture.picture, name="picture"),
    path("pictures/<int:pk>/download/", download.one, name="download"),
]

usages: list[URLPattern | URLResolver] = [
    path("", usage.index, name="index"),
    path("team/", usage.team, name="team"),
    path("ledger/", ledger.mine, name="ledger"),
    path("ledger.csv", ledger.mine_csv, name="csv"),
    path("team/ledger/", ledger.team, name="team_ledger"),
    path("team/ledger.csv", ledger.team_csv, name="team_csv"),
]

goings: list[URLPattern | URLResolver] = [
    path("", leaving.index, name="index"),
    path("account/", leaving.account, name="account"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((walls, "gallery"))),
    path("usage/", include((usages, "usage"))),
    path("team/leaving/", include((goings, "leaving"))),
]
