"""People in the admin: an admin adds them, hands over a one-time link, puts them into groups. No passwords."""

from importlib import import_module
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from config.configuration.rows import ConfigurationAdmin
from config.people import ADMINS, one_time_link

LINK_IN_SESSION = "one_time_link"

admin.site.disable_action("delete_selected")
admin.site.unregister(User)
admin.site.unregister(Group)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups", "is_active"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "groups": "",
            "is_active": gettext_lazy("Untick to shut somebody out at once. People are never deleted."),
        }


@admin.register(User)
class PersonAdmin(ConfigurationAdmin):
    """Everybody who may sign in. Only Admins come here; nobody changes their own groups."""

    form = PersonForm
    list_display = ["username", "full_name", "in_groups", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fields = tuple(PersonForm.Meta.fields)
    ordering = ["username"]

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=gettext_lazy("groups"))
    def in_groups(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the groups that every row shows."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only another admin changes one's groups."""
        return ["groups", "is_active"] if obj and obj.pk == request.user.pk else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser is made on the command line, for an emergency, and cannot be changed here."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The audit log names people, so nobody is deleted; untick "active" instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """A new person has no password until their link is used."""
        if not change:
            obj.set_unusable_password()
        obj.save()

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        """Whoever is in Admins may open the configuration."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        if not person.is_superuser:
            User.objects.filter(pk=person.pk).update(is_staff=person.groups.filter(name=ADMINS).exists())

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Straight to the person, with the link to hand over."""
        return self._with_link(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """With the button that makes a new set-up link."""
        view = self.admin_site.admin_view(require_POST(self.link))
        return [path("<int:pk>/link/", view, name="auth_user_link"), *super().get_urls()]

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new one-time link for somebody; earlier ones work until one of them is used."""
        person = get_object_or_404(User, pk=pk, is_active=True)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person.api_tokens.filter(is_service=True).exists():
            messages.error(request, _("This is a service: it has tokens and does not sign in."))
            return redirect("admin:auth_user_change", person.pk)
        self.log_change(request, person, _("Made a set-up link."))
        return self._with_link(request, person)

    def _with_link(self, request: HttpRequest, person: User) -> HttpResponse:
        """Shown once, on the next page: the session carries it there, no address and no log does."""
        request.session[LINK_IN_SESSION] = {"pk": person.pk, "link": request.build_absolute_uri(one_time_link(person))}
        messages.success(
            request,
            _("Send %(person)s the set-up link below. It works once, for three days.")
            % {"person": person.get_username()},
        )
        return redirect("admin:auth_user_change", person.pk)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: User | None = None,
    ) -> HttpResponse:
        """The page of one person, with a link that was just made."""
        new_link = request.session.get(LINK_IN_SESSION)
        if new_link and obj and new_link["pk"] == obj.pk:
            context["one_time_link"] = request.session.pop(LINK_IN_SESSION)["link"]
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)


if settings.SINGLE_SIGN_ON.is_on:
    import_module("config.single_sign_on.linking")
