"""Taking live pictures back: first the page that lists what will vanish or come back, then the asking."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.models.slices import first_keys
from catalog.text import whole_number
from config.permissions import PUBLISH, needs
from renders.forms.publishing.live_pictures import LiveFilter
from renders.models import Publication, Release
from renders.models.publications import State
from renders.pipeline.publishing import requests
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest

MAX_AT_ONCE = 500


@dataclass(frozen=True)
class Leaving:
    """A picture that will vanish, and what its place shows then: what comes back, or what is live all along."""

    publication: Publication
    successor: Publication | None
    comes_back: bool


@dataclass(frozen=True)
class Withdrawal:
    """What somebody wants to take back: single publications, all that a filter finds, or a whole release with what it
    replaced."""

    chosen: Sequence[Publication]
    release: Release | None
    puts_back: bool
    more: int = 0  # that were asked for too, and wait until these are gone

    @classmethod
    def asked(cls, values: QueryDict) -> "Withdrawal":
        """As an address or a form asks for it. What does not exist is left out."""
        rows = Publication.objects.latest_first().select_related("replaces__render", "replaces__decision")
        release = Release.objects.filter(pk=whole_number(values.get("release")) or 0).first()
        if release:
            return cls(list(rows.filter(release=release)), release, puts_back="back" in values)
        if "all" in values:
            asked = LiveFilter(values)
            found = asked.live() if asked.is_narrowed else Publication.objects.none()
            keys = first_keys(found, MAX_AT_ONCE)
            more = found.order_by().count() - len(keys)
            return cls(list(rows.filter(pk__in=keys)), None, puts_back=False, more=more)
        return cls(list(rows.filter(pk__in=keys_in(values, "publications"))), None, puts_back=False)

    def only(self, keys: AbstractSet[int]) -> "Withdrawal":
        return replace(self, chosen=[one for one in self.chosen if one.pk in keys])

    @cached_property
    def stuck(self) -> list[tuple[Publication, str]]:
        """Live pictures that are not rolled back, and why what they replaced cannot come back."""
        live = [one for one in self.chosen if self.puts_back and one.state == State.PUBLISHED and one.replaces]
        reasons = [(one, requests.why_not_back(one.replaces)) for one in live if one.replaces]
        return [(one, reason) for one, reason in reasons if reason]

    @cached_property
    def leaving(self) -> list[Publication]:
        stuck = {one.pk for one, _reason in self.stuck}
        return [one for one in self.chosen if one.state in requests.WITHDRAWABLE and one.pk not in stuck]

    @cached_property
    def rows(self) -> list[Leaving]:
        return [self._row(one) for one in self.leaving]

    def _row(self, one: Publication) -> Leaving:
        before = one.replaces
        if before is None:
            return Leaving(one, None, comes_back=False)
        if one.published_at:
            return Leaving(one, before if self.puts_back else None, comes_back=self.puts_back)
        # What was never live replaced nothing yet, but a gallery may show it in the place of what is live.
        return Leaving(one, before if before.is_live else None, comes_back=one.may_be_live)

    @cached_property
    def returning(self) -> list[Publication]:
        """What comes back in the place of a live picture that leaves."""
        return [row.successor for row in self.rows if self.puts_back and row.comes_back and row.successor]

    @cached_property
    def staying(self) -> list[Publication]:
        """What has left already, or is on its way out."""
        return [one for one in self.chosen if one.state not in requests.WITHDRAWABLE]

    def is_listed_in(self, values: QueryDict) -> bool:
        """Whether exactly this stood on the page whose form was sent."""
        leaving, returning = {one.pk for one in self.leaving}, {one.pk for one in self.returning}
        return leaving == keys_in(values, "publications") and returning == keys_in(values, "returning")

    def take(self, *, by: User, at_once: bool) -> list[Publication]:
        if self.puts_back:
            return requests.roll_back(self.leaving, by=by)
        return requests.withdraw(self.leaving, by=by, at_once=at_once)


def keys_in(values: QueryDict, name: str) -> AbstractSet[int]:
    numbers = [number for number in map(whole_number, values.getlist(name)) if number]
    return set(numbers[:MAX_AT_ONCE])


@require_safe
@needs(PUBLISH)
def withdraw(request: PersonRequest) -> HttpResponse:
    return withdraw_page(request, Withdrawal.asked(request.GET))


@require_POST
@needs(PUBLISH)
def create(request: PersonRequest) -> HttpResponse:
    """Take out what the page listed and nothing else. The files stay for a roll back, unless they are to be deleted at
    once."""
    listed = keys_in(request.POST, "publications")
    with transaction.atomic():
        asked = Withdrawal.asked(request.POST)
        if asked.puts_back and not asked.is_listed_in(request.POST):
            text = _("What would vanish or come back has changed since this page was opened. Nothing was rolled back.")
            return refused(request, text)
        leaving = asked.only(listed).take(by=request.user, at_once="at_once" in request.POST)
        enqueue_on_commit(Enqueue("publish", tuple(one.pk for one in leaving)))
    if not leaving:
        return refused(request, _("Nothing of this is live or on its way any more. Nothing was withdrawn."))
    say_what_happens(request, leaving, missed=len(listed) - len(leaving))
    return redirect("publications.release", asked.release.pk) if asked.release else redirect("publications.live")


def refused(request: PersonRequest, text: str) -> HttpResponse:
    """Nothing was done: the page lists once more what is true now."""
    messages.warning(request, text)
    return withdraw_page(request, Withdrawal.asked(request.POST), status=HTTPStatus.CONFLICT)


def say_what_happens(request: PersonRequest, leaving: Sequence[Publication], *, missed: int) -> None:
    text = ngettext("%(count)s picture is being withdrawn.", "%(count)s pictures are being withdrawn.", len(leaving))
    messages.success(request, text % {"count": len(leaving)})
    text = ngettext(
        "%(count)s picture of the list had left already.", "%(count)s pictures of the list had left already.", missed
    )
    if missed > 0:
        messages.info(request, text % {"count": missed})


def withdraw_page(request: PersonRequest, asked: Withdrawal, *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"asked": asked, "kept_days": requests.KEPT.days}
    return TemplateResponse(request, "renders/publications/withdraw.html", context, status=status)
