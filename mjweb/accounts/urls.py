"""The addresses of the floor of people."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.accounts.views import audit, notifications, profile, roles, security, sign_in_link, space, theme

ACCOUNTS = [
    path("account/", profile.profile, name="profile"),
    path("account/notifications/", notifications.notifications, name="notifications"),
    path("account/notifications/read/", notifications.read, name="notifications_read"),
    path("account/notifications/<int:pk>/", notifications.follow, name="notification"),
    path("account/security/", security.security, name="security"),
    path("account/space/", space.space, name="space"),
    path("account/theme/", theme.theme, name="theme"),
    path("enter/<str:token>/", sign_in_link.sign_in_link, name="sign_in_link"),
]

TEAM_AUDIT = [path("", audit.of_team, name="index"), path("entries.csv", audit.of_team_csv, name="csv")]
SITE_AUDIT = [path("", audit.of_site, name="index"), path("entries.csv", audit.of_site_csv, name="csv")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((ACCOUNTS, "accounts"))),
    path("team/", include(([path("", space.team, name="index")], "team"))),
    path("team/audit/", include((TEAM_AUDIT, "team_audit"))),
    path("ops/audit/", include((SITE_AUDIT, "audit"))),
    path("team/roles/", include(([path("", roles.roles, name="index")], "team_roles"))),
]
