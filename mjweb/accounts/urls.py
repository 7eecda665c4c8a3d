"""The addresses of the floor of people."""

from django.urls import URLPattern, URLResolver, include, path

from mjweb.accounts.views import (
    audit,
    new_team,
    notifications,
    profile,
    projects,
    roles,
    security,
    sessions,
    sign_in_link,
    space,
    team_settings,
    theme,
)

ACCOUNTS = [
    path("account/", profile.profile, name="profile"),
    path("account/notifications/", notifications.notifications, name="notifications"),
    path("account/notifications/read/", notifications.read, name="notifications_read"),
    path("account/notifications/<int:pk>/", notifications.follow, name="notification"),
    path("account/security/", security.security, name="security"),
    path("account/sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("account/space/", space.space, name="space"),
    path("account/theme/", theme.theme, name="theme"),
    path("enter/<str:token>/", sign_in_link.sign_in_link, name="sign_in_link"),
]

TEAM = [
    path("", space.team, name="index"),
    path("new/", new_team.new_team, name="new"),
]
TEAM_SETTINGS = [
    path("", team_settings.index, name="index"),
    path("hand-over/", team_settings.hand_over, name="hand_over"),
]
TEAM_AUDIT = [path("", audit.of_team, name="index"), path("entries.csv", audit.of_team_csv, name="csv")]
TEAM_PROJECTS = [
    path("", projects.index, name="index"),
    path("<int:pk>/end/", projects.end, name="end"),
    path("<int:pk>/reopen/", projects.reopen, name="reopen"),
]
SITE_AUDIT = [path("", audit.of_site, name="index"), path("entries.csv", audit.of_site_csv, name="csv")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((ACCOUNTS, "accounts"))),
    path("team/", include((TEAM, "team"))),
    path("team/audit/", include((TEAM_AUDIT, "team_audit"))),
    path("team/projects/", include((TEAM_PROJECTS, "team_projects"))),
    path("ops/audit/", include((SITE_AUDIT, "audit"))),
    path("team/roles/", include(([path("", roles.roles, name="index")], "team_roles"))),
    path("team/settings/", include((TEAM_SETTINGS, "team_settings"))),
]
