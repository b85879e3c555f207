"""An event of the audit log as a sentence with links."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.caching.addresses import address_of
from renders.models import Decision, Event, Render, Shot
from renders.models.actions import Action
from renders.models.events import EventQuerySet
from renders.models.pictures import picture_of_shot
from renders.templatetags.people import person
from renders.views.pictures import shown_of_shot, thumbnail_of

Verdict = Decision.Verdict
# A decision reads as its verdict: predicate, icon and tone.
DECIDED = {
    Verdict.APPROVE: (gettext_lazy("approved"), "check", "ok"),
    Verdict.REJECT: (gettext_lazy("rejected"), "x-mark", "bad"),
    Verdict.CHANGES: (gettext_lazy("asked for changes to"), "pencil-square", "warn"),
}
STATE_LABELS = dict(Render.State.choices)


def with_pictures(events: EventQuerySet) -> EventQuerySet:
    """With what `AuditEntry.picture` shows: of its shot, or of the first one of its set."""
    first = Shot.objects.filter(shot_set=OuterRef("shot_set"), number=1).values("pk")[:1]
    events = events.annotate(pictured_shot=Coalesce(F("shot_id"), Subquery(first), output_field=BigIntegerField()))
    pictured = Shot.objects.filter(pk=OuterRef("pictured_shot"))
    return events.annotate(
        pictured_render=picture_of_shot(OuterRef("pictured_shot")),
        pictured_colorway=Subquery(pictured.values("colorway")[:1]),
        pictured_product=Subquery(pictured.values("colorway__product")[:1]),
    )


@dataclass(frozen=True)
class Subject:
    """A row that an event is about; `url` is empty where it has no page."""

    text: str
    url: str = ""
    # What people call it beside that.
    title: str = ""


class AuditEntry:
    def __init__(self, event: Event) -> None:
        self.event, self.action = event, Action(event.action)  # type: ignore[call-arg]  # a choice has four more attributes
        self.subjects = list(subjects_of(event))
        self.predicate, self.icon, self.tone = self._sentence()

    def _sentence(self) -> tuple[str, str, str]:
        if self.action == Action.DECISION_MADE and self.event.after in DECIDED:
            predicate, icon, tone = DECIDED[Verdict(self.event.after)]
            return str(predicate), icon, tone
        return str(self.action.predicate), self.action.icon, self.action.tone

    @property
    def picture(self) -> str:
        """The address of a small picture of what the event is about; empty where nothing of it can be shown."""
        event, found = self.event, vars(self.event)
        if event.render and event.render.state == Render.State.READY:
            return thumbnail_of(event.render.pk)
        if colorway := found.get("pictured_colorway"):
            return shown_of_shot(found["pictured_render"], found["pictured_product"], colorway)
        return address_of("templates.picture", event.version.template.slug) if event.version else ""

    @property
    def move(self) -> str:
        """A move of a render in the labels of its states: "from Sending to Rendering"; else empty."""
        if self.action != Action.RENDER_MOVED:
            return ""
        before, after = (STATE_LABELS.get(state, state) for state in (self.event.before, self.event.after))
        return _("from %(before)s to %(after)s") % {"before": before, "after": after}


def subjects_of(event: Event) -> Iterator[Subject]:
    """What the event is about, the most specific row of an order first."""
    if event.render and event.shot:
        event.render.shot = event.shot  # loaded already, and its address needs it
        yield Subject(
            _("candidate %(render_number)s of %(shot)s") % {"render_number": event.render.number, "shot": event.shot},
            event.render.get_absolute_url(),
        )
    elif event.shot:
        yield Subject(str(event.shot), event.shot.get_absolute_url())
    elif event.shot_set:
        yield Subject(str(event.shot_set), event.shot_set.get_absolute_url(), event.shot_set.title)
    for row in (event.duel, event.campaign, event.version):
        if row:
            yield Subject(str(row), row.get_absolute_url())
    if event.product:
        yield Subject(str(event.product), event.product.get_absolute_url())
    if event.account:
        yield Subject(str(event.account), reverse("operations.status"))
    if event.person:
        yield Subject(person(event.person))
