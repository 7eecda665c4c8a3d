"""The addresses of the floor of money."""

from django.urls import path

from mjweb.quotas.views import keys

app_name = "keys"

urlpatterns = [
    path("account/keys/", keys.index, name="index"),
    path("account/keys/<str:lookup>/secret/", keys.secret, name="secret"),
    path("account/keys/<str:lookup>/revoke/", keys.revoke, name="revoke"),
]
