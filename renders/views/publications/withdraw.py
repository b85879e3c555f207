"""Taking live pictures back: first the page that lists what will vanish or come back, then the asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.text import whole_number
from config.permissions import PUBLISH, needs
from renders.models import Publication, Release
from renders.pipeline.publishing import requests
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest

MAX_AT_ONCE = 500


@dataclass(frozen=True)
class Withdrawal:
    """What somebody wants to take back: single publications, or a whole release with what it replaced."""

    chosen: Sequence[Publication]
    release: Release | None
    puts_back: bool

    @classmethod
    def asked(cls, values: QueryDict) -> "Withdrawal":
        """As an address or a form asks for it. What does not exist is left out."""
        rows = Publication.objects.latest_first().select_related("replaces__render")
        release = Release.objects.filter(pk=whole_number(values.get("release")) or 0).first()
        if release:
            return cls(list(rows.filter(release=release)), release, puts_back="back" in values)
        numbers = [number for number in map(whole_number, values.getlist("publications")) if number]
        return cls(list(rows.filter(pk__in=numbers[:MAX_AT_ONCE])), None, puts_back=False)

    @cached_property
    def leaving(self) -> list[Publication]:
        return [one for one in self.chosen if one.state in requests.WITHDRAWABLE]

    @cached_property
    def returning(self) -> list[Publication]:
        """What comes back in the place of a live picture that leaves."""
        return [one.replaces for one in self.leaving if self.puts_back and one.published_at and one.replaces]

    @cached_property
    def staying(self) -> list[Publication]:
        """What has left already, or is on its way out."""
        return [one for one in self.chosen if one.state not in requests.WITHDRAWABLE]


@require_safe
@needs(PUBLISH)
def withdraw(request: PersonRequest) -> HttpResponse:
    return withdraw_page(request, Withdrawal.asked(request.GET))


@require_POST
@needs(PUBLISH)
def create(request: PersonRequest) -> HttpResponse:
    """Take out what the page listed. The files stay for a roll back, unless they are to be deleted at once."""
    asked = Withdrawal.asked(request.POST)
    with transaction.atomic():
        if asked.release and asked.puts_back:
            leaving = requests.roll_back(asked.release, by=request.user)
        else:
            leaving = requests.withdraw(asked.leaving, by=request.user, at_once="at_once" in request.POST)
        enqueue_on_commit(Enqueue("publish", tuple(one.pk for one in leaving)))
    if not leaving:
        messages.warning(request, _("Nothing of this is live or on its way any more. Nothing was withdrawn."))
        return withdraw_page(request, Withdrawal.asked(request.POST), status=HTTPStatus.CONFLICT)
    text = ngettext("%(count)s picture is being withdrawn.", "%(count)s pictures are being withdrawn.", len(leaving))
    messages.success(request, text % {"count": len(leaving)})
    return redirect("publications.release", asked.release.pk) if asked.release else redirect("publications.live")


def withdraw_page(request: PersonRequest, asked: Withdrawal, *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"asked": asked, "kept_days": requests.KEPT.days}
    return TemplateResponse(request, "renders/publications/withdraw.html", context, status=status)
