"""The addresses of the whole site, floor by floor."""

from django.urls import include, path
from django.views.generic import RedirectView

from mjweb.admin import site
from mjweb.stylesheet import stylesheet

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="create:index"), name="home"),
    path("css/<slug:digest>.css", stylesheet, name="stylesheet"),
    path("ops/admin/", site.urls),
    path("", include("mjweb.gallery.urls")),
    path("", include("jobs.urls")),
    path("", include("mjweb.quotas.urls")),
    path("", include("mjweb.accounts.urls")),
    path("", include("allauth.urls")),
]

handler400 = "mjweb.errors.bad_request"
handler403 = "mjweb.errors.forbidden"
handler404 = "mjweb.errors.not_found"
handler500 = "mjweb.errors.broken"
