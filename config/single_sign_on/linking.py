"""People in the configuration where there is a provider: an admin says which account there is whose account here."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from config.admin import PersonAdmin, PersonForm
from config.single_sign_on.people import LINKS, link, unlink
from renders.models.api_tokens import acts_for_program

# allauth's own pages, in a foreign look and about tables that Packshot leaves empty.
for model in (EmailAddress, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.unregister(User)


class LinkedPersonForm(PersonForm):
    subject = forms.CharField(required=False, max_length=191)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name = settings.SINGLE_SIGN_ON.shown_name
        if (field := self.fields.get("subject")) is None:
            return
        field.label = _("Subject at %(provider)s") % {"provider": name}
        field.help_text = _(
            "The number (“sub”) of this person there; the audit log names it when their sign-in was refused. Whoever "
            "signs in as it gets this account. Empty: linked with nobody."
        )
        self.initial["subject"] = subject_of(self.instance)

    def clean_subject(self) -> str:
        subject = str(self.cleaned_data["subject"]).strip()
        others = LINKS.filter(provider=settings.SINGLE_SIGN_ON.issuer, uid=subject).exclude(user_id=self.instance.pk)
        if subject and others.exists():
            raise forms.ValidationError(_("Somebody else has this subject."))
        if subject and self.instance.pk and acts_for_program(self.instance):
            raise forms.ValidationError(_("This is a service with tokens: nobody signs in as one."))
        return subject


def subject_of(person: User) -> str:
    found = LINKS.filter(provider=settings.SINGLE_SIGN_ON.issuer, user_id=person.pk).first() if person.pk else None
    return str(found.uid) if found else ""


@admin.register(User)
class LinkedPersonAdmin(PersonAdmin):
    form = LinkedPersonForm
    fields = (*PersonForm.Meta.fields, "subject")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **options: Any) -> HttpResponse:  # type: ignore[override]
        context["without_passwords"] = settings.SINGLE_SIGN_ON.is_only
        return super().render_change_form(request, context, **options)

    def _with_link(self, request: HttpRequest, person: User) -> HttpResponse:
        """No link to a password where nobody has one."""
        if settings.SINGLE_SIGN_ON.is_only:
            return redirect("admin:auth_user_change", person.pk)
        return super()._with_link(request, person)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        subject = form.cleaned_data.get("subject", "")
        if subject != subject_of(form.instance):
            by = cast(User, request.user)
            unlink(form.instance, by=by)
            if subject:
                link(form.instance, subject, by=by)
