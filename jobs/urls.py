"""The addresses of the floor of work."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from jobs.views import files

pictures: list[URLPattern | URLResolver] = [
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$", files.original, name="original"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})-(?P<width>640|320)\.webp$", files.thumbnail, name="thumbnail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/", include((pictures, "pictures"))),
]
