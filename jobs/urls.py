"""The addresses of the floor of work."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from jobs.api import access
from jobs.api.fetch import fetch
from jobs.api.imagine import imagine
from jobs.views import files, health

pictures: list[URLPattern | URLResolver] = [
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$", files.original, name="original"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})-(?P<width>640|320)\.webp$", files.thumbnail, name="thumbnail"),
]

# With and without a last slash: a redirect would lose the body of a POST.
api: list[URLPattern | URLResolver] = [
    re_path(r"^v1/imagine/?$", imagine, name="imagine"),
    re_path(r"^v1/fetch/?$", fetch, name="fetch"),
    path("<path:path>", access.unknown, name="unknown"),
]

healths: list[URLPattern | URLResolver] = [
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/", include((pictures, "pictures"))),
    path("midjourney/", include((api, "api"))),
    path("health/", include((healths, "health"))),
]
