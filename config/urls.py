"""Addresses of the whole site."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as accounts
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from config.people import ChangedPassword, SetUp
from config.sign_in.views import SignInPage, with_passwords

# The admin has no pages of its own about signing in: one form, one look, one place to guard.
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))

to_password = with_passwords(RedirectView.as_view(pattern_name="password_change"))

# Django's own form views take PUT for POST.
form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", form(SignInPage.as_view()), name="login"),
    path("logout/", accounts.LogoutView.as_view(), name="logout"),
    path("password/", with_passwords(form(ChangedPassword.as_view())), name="password_change"),
    path("password/done/", with_passwords(accounts.PasswordChangeDoneView.as_view()), name="password_change_done"),
    path("set-up/done/", with_passwords(accounts.PasswordResetCompleteView.as_view()), name="set-up-done"),
    path("set-up/<uidb64>/<token>/", with_passwords(form(SetUp.as_view())), name="set-up"),
    path("admin/login/", to_sign_in),
    path("admin/password_change/", to_password),
    path("admin/", admin.site.urls),
    path("api/v1/", include("renders.api.urls")),
    path("", include("catalog.urls")),
    path("", include("renders.urls")),
]
if settings.SINGLE_SIGN_ON.is_on:
    urlpatterns = [*import_module("config.single_sign_on.urls").urlpatterns, *urlpatterns]
