"""The addresses of the floor of money."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.quotas.views import keys, members

Routes = list[URLPattern | URLResolver]

key_pages: Routes = [
    path("", keys.index, name="index"),
    path("<str:lookup>/secret/", keys.secret, name="secret"),
    path("<str:lookup>/revoke/", keys.revoke, name="revoke"),
]

member_pages: Routes = [
    path("", members.index, name="index"),
    path("<int:pk>/role/", members.role, name="role"),
]

urlpatterns: Routes = [
    path("account/keys/", include((key_pages, "keys"))),
    path("team/members/", include((member_pages, "team_members"))),
]
