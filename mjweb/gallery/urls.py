"""The addresses of the floor of what came of it."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from mjweb.gallery.views import (
    arrivals,
    binned,
    choosing,
    collections,
    compare,
    download,
    explore,
    family,
    gallery,
    leaving,
    ledger,
    links,
    picture,
    review,
    room,
    shared,
    sheet,
    storage,
    triage,
    usage,
    votes,
)

walls: list[URLPattern | URLResolver] = [
    path("gallery/", gallery.index, name="index"),
    path("gallery/sections/", gallery.sections, name="sections"),
    path("gallery/searched/", gallery.searched, name="searched"),
    path("gallery/searches/", gallery.searches, name="searches"),
    path("gallery/dates/", gallery.dates, name="dates"),
    path("gallery/choices/", gallery.choices, name="choices"),
    path("gallery/choose/", choosing.choose, name="choose"),
    path("gallery/choose/now/", choosing.choose_now, name="choose_now"),
    path("gallery/undo/", choosing.undo, name="undo"),
    path("gallery/undo/now/", choosing.undo_now, name="undo_now"),
    path("gallery/bin/", binned.index, name="bin"),
    path("gallery/download/", download.many, name="download_many"),
    path("gallery/sheet/", sheet.index, name="sheet"),
    path("pictures/<int:pk>/", picture.picture, name="picture"),
    path("pictures/<int:pk>/light/", picture.light, name="light"),
    path("pictures/<int:pk>/download/", download.one, name="download"),
    path("compare/", compare.index, name="compare"),
    path("pictures/<int:pk>/family/", family.index, name="family"),
]

collected: list[URLPattern | URLResolver] = [
    path("", collections.index, name="index"),
    path("new/", collections.new, name="new"),
    path("<int:pk>/", collections.collection, name="collection"),
    path("<int:pk>/change/", collections.change, name="change"),
    path("<int:pk>/remove/", collections.remove, name="remove"),
    path("<int:pk>/move/", collections.move, name="move"),
    path("<int:pk>/votes/", votes.index, name="votes"),
    path("<int:pk>/votes/open/", votes.open_all, name="open_votes"),
]

triages: list[URLPattern | URLResolver] = [
    path("", triage.index, name="index"),
    path("deck/", triage.deck, name="deck"),
    path("say/", triage.say, name="say"),
    path("say/now/", triage.say_now, name="say_now"),
    path("undo/", triage.undo, name="undo"),
    path("undo/now/", triage.undo_now, name="undo_now"),
]

usages: list[URLPattern | URLResolver] = [
    path("", usage.index, name="index"),
    path("team/", usage.team, name="team"),
    path("storage/", storage.index, name="storage"),
    path("storage/keep/", storage.keep, name="keep"),
    path("ledger/", ledger.mine, name="ledger"),
    path("ledger.csv", ledger.mine_csv, name="csv"),
    path("team/ledger/", ledger.team, name="team_ledger"),
    path("team/ledger.csv", ledger.team_csv, name="team_csv"),
]

goings: list[URLPattern | URLResolver] = [
    path("", leaving.index, name="index"),
    path("account/", leaving.account, name="account"),
]

link_pages: list[URLPattern | URLResolver] = [
    path("", links.index, name="index"),
    path("new/", links.new, name="new"),
    path("<int:pk>/", links.link, name="link"),
    path("<int:pk>/revoke/", links.revoke, name="revoke"),
    path("<int:pk>/extend/", links.extend, name="extend"),
    path("<int:pk>/<int:place>/", room.index, name="room"),
    path("<int:pk>/<int:place>/pulse/", room.pulse, name="pulse"),
    path("<int:pk>/comments/<int:remark>/answer/", room.answer, name="answer"),
    path("<int:pk>/comments/<int:remark>/resolve/", room.resolve, name="resolve"),
]

# For people without an account: an address of 256 random bits, and one more for each picture.
shared_pages: list[URLPattern | URLResolver] = [
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})/$", shared.index, name="index"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})/(?P<place>[0-9]{1,3})/$", shared.picture, name="picture"),
    *(
        re_path(rf"^(?P<token>[A-Za-z0-9_-]{{43}})/(?P<place>[0-9]{{1,3}})/{act.__name__}/$", act, name=act.__name__)
        for act in (review.come, review.remark, review.verdict, review.done, review.pulse)
    ),
    re_path(r"^i/(?P<token>[A-Za-z0-9_-]{43})-(?P<width>320|640|1600)\.webp$", shared.preview, name="preview"),
    re_path(r"^i/(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$", shared.file, name="file"),
]

imports: list[URLPattern | URLResolver] = [
    path("", arrivals.index, name="index"),
    path("<uuid:uid>/", arrivals.arrival, name="arrival"),
    path("<uuid:uid>/progress/", arrivals.progress, name="progress"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((walls, "gallery"))),
    path("links/", include((link_pages, "links"))),
    path("s/", include((shared_pages, "shared"))),
    path("import/", include((imports, "imports"))),
    path("collections/", include((collected, "collections"))),
    path("triage/", include((triages, "triage"))),
    path("explore/", include(([path("", explore.index, name="index")], "explore"))),
    path("usage/", include((usages, "usage"))),
    path("team/leaving/", include((goings, "leaving"))),
]
