"""The addresses of the whole site, floor by floor."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="create:index"), name="home"),
    path("", include("jobs.urls")),
    path("", include("allauth.urls")),
]
