"""Making a picture of another one: a new render that is inspected and judged by itself."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders import providers
from renders.finishing.steps import Chain, chain_json, described_chain
from renders.models import Account, Render, Review, Shot, ShotSet
from renders.models.actions import Action
from renders.models.events import record
from renders.models.lineage import lineage_fields
from renders.models.removals import locked
from renders.models.renders import RenderQuerySet, State
from renders.pipeline import tasks
from renders.schedule import Enqueue

MAX_GENERATIONS = 6


class NotFinishable(Refusal):
    """Nothing can be made of this render."""


def finish(render: Render, chain: Chain, *, by: User) -> Render:
    """Make a picture of a ready one, in its shot. The same steps on the same picture give the render that is there.

    Raises `NotFinishable`.
    """
    made, is_new = finish_in(render.shot, render, chain, by=by)
    if is_new:
        tasks.enqueue_on_commit(Enqueue("collect", (made.pk,)))
    return made


def finish_all(renders: Iterable[Render], chain: Chain, *, by: User) -> list[Render]:
    """The same steps on each of these; those that were made before are left out. Raises `NotFinishable`."""
    with transaction.atomic():
        made = [finish_in(render.shot, render, chain, by=by) for render in renders]
        new = [render for render, is_new in made if is_new]
        tasks.enqueue_on_commit(Enqueue("collect", tuple(render.pk for render in new)))
    return new


def finish_in(shot: Shot, parent: Render, chain: Chain, *, by: User | None) -> tuple[Render, bool]:
    """The render of this shot that is made of the parent by these steps, and whether it is new."""
    require_finishable(parent)
    fields = lineage_fields(parent, chain_json(chain))
    with transaction.atomic():
        require_ready(*locked([parent]))
        # The shot's lock makes one of two clicks wait for the other.
        shot = Shot.objects.select_for_update().get(pk=shot.pk)
        same = shot.renders.filter(chain_digest=fields["chain_digest"]).exclude(state=State.FAILED).first()
        if same:
            return same, False
        Shot.objects.filter(pk=shot.pk).touch()
        last = shot.renders.order_by("-number").first()
        render = Render.objects.create(
            shot=shot,
            shot_set_id=shot.shot_set_id,
            account=account(),
            number=last.number + 1 if last else 1,
            seed=parent.seed,
            rework_id=parent.rework_id if parent.shot_id == shot.pk else None,
            price_micros=0,
            state=State.FINISHED,
            output={"address": f"sha256:{parent.sha256}", "index": 0},
            due_at=database_now(),
            revision=shot.revision + 1,
            **fields,
        )
        about = {"shot": shot, "shot_set": shot.shot_set, "render": render}
        record(Action.RENDER_FINISHED, by=by, note=described_chain(chain), **about)
    return render, True


def require_finishable(parent: Render) -> None:
    """Raises `NotFinishable`."""
    require_ready(parent)
    if len(parent.made_in_turn) > MAX_GENERATIONS:
        message = _("Candidate %(number)s was finished %(times)s times already. Finish an earlier one instead.")
        raise NotFinishable(message % {"number": parent.number, "times": MAX_GENERATIONS})


def require_ready(parent: Render) -> None:
    """Raises `NotFinishable`."""
    if not parent.is_ready:
        raise NotFinishable(_("Candidate %(number)s has no ready picture.") % {"number": parent.number})


def account() -> Account:
    """Whose work it is. It orders nothing, so its row comes with its first picture."""
    fields = providers.account_fields(providers.finisher())
    key = {name: fields.pop(name) for name in ("provider", "name")}
    return Account.objects.get_or_create(**key, defaults=fields)[0]


def picks_of(shot_set: ShotSet) -> RenderQuerySet:
    """Of each shot what somebody chose: what is in review or approved; where nothing was submitted, what is starred."""
    submitted = Review.objects.exclude(state=Review.State.WITHDRAWN).filter(shot=OuterRef("shot"))
    ready = shot_set.renders.ready().select_related("shot__shot_set", "parent__parent")
    is_picked = Exists(submitted.filter(pick=OuterRef("pk")))
    is_starred = Q(mark=Render.Mark.STAR) & ~Exists(submitted)
    return ready.filter(is_picked | is_starred).order_by("shot__number", "number")
