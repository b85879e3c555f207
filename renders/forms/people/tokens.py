"""Making a token of the JSON API: for oneself, and for a service where an admin asks."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from config.people import ADMINS
from config.permissions import MAKE_SERVICE_TOKENS
from renders.models import ApiScope, ApiToken
from renders.models.api_tokens import DEFAULT_RATE, MAX_RATE, acts_for_program

# The user of a service is called so, and has no password.
SERVICE = "service-"
SERVICE_NAME = RegexValidator(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", gettext_lazy("Use small letters, digits and dashes."))
DAYS = [(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year"))]


class TokenForm(forms.Form):
    """What a token is for. Its rights end where those of its person end."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("What uses it, for example nightly import"),
        error_messages={"required": gettext_lazy("Enter what uses it.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    rate = forms.IntegerField(
        label=gettext_lazy("Requests a minute"), min_value=1, max_value=MAX_RATE, initial=DEFAULT_RATE
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Ends after"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        self.by = by
        if by.has_perm(MAKE_SERVICE_TOKENS):
            self.fields["service"] = LineField(
                label=_("For a service"),
                max_length=40,
                required=False,
                validators=[SERVICE_NAME],
                help_text=_("Its short name, for example shop-sync. Empty: for yourself"),
            )
            self.fields["role"] = forms.ModelChoiceField(
                Group.objects.exclude(name=ADMINS).order_by("name"),
                label=_("Role of the service"),
                to_field_name="name",
                required=False,
                help_text=_("A service has the rights of a role and budgets of its own, as a person has."),
            )

    def clean_scopes(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys(self.cleaned_data["scopes"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        service = data.get("service")
        if service and not data.get("role"):
            self.add_error("role", _("Choose the role of the service."))
        elif service:
            self._refuse_somebody_else(service, data["role"])
        return data

    def _refuse_somebody_else(self, service: str, role: Group) -> None:
        person = User.objects.filter(username=SERVICE + service).first()
        if person is None:
            return
        if not is_service(person):
            self.add_error("service", _("Somebody who signs in is called so. Choose another name."))
        elif not person.is_active:
            self.add_error("service", _("This service is shut out. An admin can let it in on the page of people."))
        elif list(person.groups.all()) != [role]:
            has = ", ".join(group.name for group in person.groups.all())
            self.add_error("role", _("This service exists with the role %(has)s. Choose that one.") % {"has": has})

    def save(self) -> tuple[ApiToken, str]:
        """The token and its secret."""
        data = self.cleaned_data
        terms = {name: data[name] for name in ("name", "scopes", "rate", "days")}
        with transaction.atomic():
            service = data.get("service")
            person = service_user(service, data["role"]) if service else self.by
            return ApiToken.make(**terms, person=person, by=self.by, is_service=bool(service))


def is_service(person: User) -> bool:
    """Whether this user acts for a program. A person who has not opened the link yet has no password either."""
    may_sign_in = person.has_usable_password() or person.is_staff
    return not may_sign_in and acts_for_program(person)


def service_user(service: str, role: Group) -> User:
    """Who acts for a service: a user without a password, in one role."""
    person, is_new = User.objects.get_or_create(username=SERVICE + service)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        person.groups.add(role)
    elif not is_service(person):
        raise ValidationError(_("Somebody who signs in is called so. Choose another name."))
    return person
