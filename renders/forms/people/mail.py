"""What somebody is notified of by mail, and when the mail comes."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.models import MailDigest, Preference
from renders.models.mail_digests import DEFAULT_HOUR
from renders.models.notifications import NotificationKind


class NotificationSettingsForm(forms.Form):
    """Nobody gets mail who did not choose it."""

    hears_of_live = forms.BooleanField(
        label=gettext_lazy("Notify me when my pictures went live"),
        required=False,
        help_text=gettext_lazy("In the app. Failed publications are always there."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("By mail"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One mail a day with what you have not read; none when there is nothing."),
    )
    hour = forms.TypedChoiceField(label=gettext_lazy("Daily at"), coerce=int)

    def __init__(self, data: Any = None, *, person: User) -> None:
        digest = MailDigest.objects.filter(person=person).first()
        hears = Preference.objects.filter(person=person, hears_of_live=True).exists()
        hour = digest.hour if digest else DEFAULT_HOUR
        super().__init__(data, initial={"hears_of_live": hears, "kinds": digest.kinds if digest else [], "hour": hour})
        self.person, self.digest = person, digest
        kinds: Any = self.fields["kinds"]
        kinds.choices = [(kind.value, kind.label) for kind in NotificationKind.offered_to(person)]
        hours: Any = self.fields["hour"]
        hours.choices = [(one, f"{one:02}:00") for one in range(24)]
        if not person.has_perm(NotificationKind.PUBLICATION_LIVE.permission):
            del self.fields["hears_of_live"]

    @property
    def wanted(self) -> str:
        """What was chosen, as a sentence."""
        if not self.cleaned_data["kinds"]:
            return _("Saved. You get no mail.")
        return _("Saved. Mail comes at %(hour)s when there is something to tell.") % {
            "hour": f"{self.cleaned_data['hour']:02}:00"
        }

    def save(self) -> None:
        chosen = self.cleaned_data
        if "hears_of_live" in chosen:
            hears = {"hears_of_live": chosen["hears_of_live"]}
            Preference.objects.update_or_create(person=self.person, defaults=hears)
        MailDigest.choose(self.person, chosen["kinds"], chosen["hour"])
