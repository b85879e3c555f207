"""Addresses of the sign-in at a provider; its way out takes the place of ours."""

from django.urls import path

from config.single_sign_on import views

urlpatterns = [
    path("login/oidc/", views.begin, name="login-oidc"),
    path("login/oidc/back/", views.back, name="login-oidc-back"),
    path("logout/", views.SignOut.as_view(), name="logout"),
]
