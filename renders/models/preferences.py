"""A person's own settings, wherever they sign in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _


class Preference(models.Model):
    """The settings of one person. Somebody without a row has the organisation's."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    time_zone = models.CharField(max_length=64, blank=True)
    # Whether they are notified of each picture of theirs that went live.
    hears_of_live = models.BooleanField(default=False)

    def __str__(self) -> str:
        return _("settings of %(person)s") % {"person": self.person}
