"""The addresses of the floor of people."""

from django.urls import path

from mjweb.accounts.views import profile, security, sign_in_link, theme

app_name = "accounts"

urlpatterns = [
    path("account/", profile.profile, name="profile"),
    path("account/security/", security.security, name="security"),
    path("account/theme/", theme.theme, name="theme"),
    path("enter/<str:token>/", sign_in_link.sign_in_link, name="sign_in_link"),
]
