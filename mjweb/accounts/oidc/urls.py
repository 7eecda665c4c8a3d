"""The addresses of signing in by the provider; django-allauth asks for them by these names."""

from django.urls import path

from mjweb.accounts.oidc import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
