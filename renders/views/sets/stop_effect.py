"""The effect of stopping a set."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from renders.models import Render, ShotSet
from renders.models.renders import UNFINISHED
from renders.templatetags.packshot import dollars


@dataclass(frozen=True)
class StopEffect:
    """What stopping a set cancels, and what was sent and is billed all the same; an order can never be called back."""

    unsent: int
    sent: int
    sent_micros: int

    @classmethod
    def of(cls, shot_set: ShotSet) -> "StopEffect":
        is_queued = Q(state=Render.State.QUEUED)
        open_renders = shot_set.renders.filter(state__in=UNFINISHED, was_charged=False).order_by()
        found = open_renders.aggregate(
            unsent=Count("pk", filter=is_queued),
            sent=Count("pk", filter=~is_queued),
            micros=Sum("price_micros", filter=~is_queued, default=0),
        )
        return cls(found["unsent"], found["sent"], found["micros"])

    @property
    def billed_text(self) -> str:
        """ "3 are sent already: they are finished and billed, $0.12." """
        if not self.sent:
            return _("Nothing more is billed.")
        if self.sent_micros:
            text = ngettext(
                "%(number)s is sent already: it is finished and billed, %(price)s.",
                "%(number)s are sent already: they are finished and billed, %(price)s.",
                self.sent,
            )
        else:
            text = ngettext(
                "%(number)s is sent already: it is finished, free.",
                "%(number)s are sent already: they are finished, free.",
                self.sent,
            )
        return text % {"number": self.sent, "price": dollars(self.sent_micros)}
