"""The addresses of the floor of people."""

from django.urls import path

from mjweb.accounts.views import keys, profile, security, sign_in_link, theme

app_name = "accounts"

urlpatterns = [
    path("account/", profile.profile, name="profile"),
    path("account/security/", security.security, name="security"),
    path("account/keys/", keys.keys, name="keys"),
    path("account/keys/<str:lookup>/revoke/", keys.revoke, name="revoke_key"),
    path("account/theme/", theme.theme, name="theme"),
    path("enter/<str:token>/", sign_in_link.sign_in_link, name="sign_in_link"),
]
