"""The addresses of the floor of money."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.quotas.views import invitations, joining, keys, members, more, team

Routes = list[URLPattern | URLResolver]

key_pages: Routes = [
    path("", keys.index, name="index"),
    path("<slug:lookup>/secret/", keys.secret, name="secret"),
    path("<slug:lookup>/revoke/", keys.revoke, name="revoke"),
]

member_pages: Routes = [
    path("", members.index, name="index"),
    path("<int:pk>/role/", members.role, name="role"),
]

invitation_pages: Routes = [
    path("", invitations.index, name="index"),
    path("link/", invitations.link, name="link"),
    path("<int:pk>/again/", invitations.again, name="again"),
    path("<int:pk>/revoke/", invitations.revoke, name="revoke"),
    path("<int:pk>/restore/", invitations.restore, name="restore"),
]

quota_pages: Routes = [
    path("", team.index, name="index"),
    path("default/", team.default, name="default"),
    path("requests/<int:pk>/", team.answer, name="answer"),
    *(path(f"{what}/<int:pk>/", team.limits, {"what": what}, name=what) for what in team.WHATS),
]

urlpatterns: Routes = [
    path("account/keys/", include((key_pages, "keys"))),
    path("team/members/", include((member_pages, "team_members"))),
    path("team/invitations/", include((invitation_pages, "team_invitations"))),
    path("signup/<str:token>/", include(([path("", joining.index, name="index")], "joining"))),
    path("team/quotas/", include((quota_pages, "team_quotas"))),
    path("usage/more/", include(([path("", more.more, name="index")], "more"))),
]
