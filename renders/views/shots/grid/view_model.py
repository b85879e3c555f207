"""The view model of the grid and the viewer of one shot."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404
from django.utils.translation import gettext as _

from catalog.models import Artwork
from catalog.text import whole_number
from config.permissions import LAUNCH, SUBMIT
from renders.composing import Outlook, Quote
from renders.composing.earlier.reworks import quote_more, token_of_form
from renders.composing.obstacles import Obstacle, doubts, full_budgets
from renders.composing.production.holding import holds_of
from renders.models import Budget, Decision, Publication, Render, Review, Shot
from renders.models.renders import NOT_REFUSED
from renders.providers import local_providers
from renders.views.refusals import ShownRefusals, shown_refusals
from renders.views.render_counts import WAITING, RenderCounts
from renders.views.revisions import Revision
from renders.views.shots.grid.cell import Cell
from renders.views.shots.grid.queries import (
    last_round_of,
    live_of,
    read_findings,
    read_rework,
    rejected_of,
    renders_of,
    shots_with_code,
)

State = Render.State

# More than any shot has candidates.
MAX_NUMBER = 999_999


@dataclass(frozen=True)
class MoreLikeThis:
    """What one click orders after a candidate, with its price."""

    quote: Quote
    token: UUID


@dataclass(frozen=True)
class Grid:
    """One shot with its candidates, its decision, and what this person may do.

    What was not asked for is not read: an open page asks every few seconds only whether anything is new."""

    shot: Shot
    chosen_number: int | None
    shown_number: int | None
    person: User

    @classmethod
    def of(cls, code: str, person: User, *, number: str | int | None = None, shown: str | int | None = None) -> "Grid":
        """The grid of the shot with this code, or 404; `number` is the candidate asked for, `shown` the one whose
        details the page has open, chosen or not."""
        shot = next(iter(shots_with_code(code)), None)
        if shot is None:
            raise Http404(f"There is no shot {code}")
        return cls(
            shot=shot,
            chosen_number=whole_number(str(number or ""), maximum=MAX_NUMBER),
            shown_number=whole_number(str(shown or ""), maximum=MAX_NUMBER),
            person=person,
        )

    @cached_property
    def renders(self) -> list[Render]:
        """The candidates in their order."""
        renders = renders_of(self.shot.pk)
        with_id = {render.pk: render for render in renders}
        for render in renders:
            render.shot = self.shot
            if render.parent_id in with_id:
                render.parent = with_id[render.parent_id]
        return renders

    @cached_property
    def _retries(self) -> dict[int, Render]:
        """By the id of the failed candidate that each one replaces."""
        return {render.retry_of_id: render for render in self.renders if render.retry_of_id}

    @cached_property
    def review(self) -> Review | None:
        """The last round that was not withdrawn."""
        if not vars(self.shot)["was_submitted"]:
            return None
        review = next(iter(last_round_of(self.shot.pk)), None)
        if review:
            review.shot = self.shot
        return review

    @cached_property
    def decision(self) -> Decision | None:
        return self.review.standing_decision if self.review else None

    @cached_property
    def live_publication(self) -> Publication | None:
        """The latest place where its approved picture is live."""
        return next(iter(live_of(self.decision.pk)), None) if self.decision else None

    @property
    def baseline(self) -> int | None:
        """The render that its version is measured by, as an id."""
        baseline: int | None = vars(self.shot)["baseline"]
        return baseline

    @cached_property
    def cells(self) -> list[Cell]:
        """The candidates in their order, with what inspection found."""
        read_findings(self.renders)
        return [
            Cell(
                render,
                len(self.renders),
                self.shot.aspect,
                self.shot.account.provider,
                is_shown=render == self.chosen_render,
                is_chosen=render == self.chosen_render and self.has_choice,
                is_pick=bool(self.review and self.review.pick_id == render.pk),
                is_baseline=self.baseline == render.pk,
                is_held_back=render.state in WAITING and bool(self.outlook.of_account),
                seed_text=self._seed_text(render),
                retry=self._retries.get(render.pk),
            )
            for render in self.renders
        ]

    def _seed_text(self, render: Render) -> str:
        """The seed its request carried. One request for several pictures carries the seed of its first."""
        if render.attempt_id is None or render.state == State.ASSIGNED:
            return ""
        if not self.shot.image_model.can("seed"):
            return _("Not reproducible")
        together = [other for other in self.renders if other.attempt_id == render.attempt_id]
        if len(together) == 1 or self.shot.account.provider in local_providers():
            return str(render.seed)
        return _("%(seed)s, for %(number)s pictures together") % {
            "seed": min(other.seed for other in together),
            "number": len(together),
        }

    @cached_property
    def chosen_render(self) -> Render | None:
        """The candidate that was chosen; else the one whose details are open, the first ready one, the first one.

        One that was rejected only where there is no other."""
        shown = [render for render in self.renders if render.number == self.shown_number]
        ready = [render for render in self._not_rejected if render.is_ready]
        not_dropped = [render for render in ready if render.mark != Render.Mark.DROP]
        return next(iter([*self._choices, *shown, *not_dropped, *ready, *self.renders]), None)

    @property
    def has_choice(self) -> bool:
        """Whether somebody chose a candidate: by asking for it, by a star, or by submitting it."""
        return bool(self._choices)

    @cached_property
    def _choices(self) -> list[Render]:
        """What people chose, the latest act first."""
        picked = [render for render in self._not_rejected if self.review and render.pk == self.review.pick_id]
        starred = [render for render in self._not_rejected if render.mark == Render.Mark.STAR]
        return [*self.requested, *picked, *(render for render in starred if render.is_ready)]

    @property
    def requested(self) -> list[Render]:
        """The candidate that the address names; none where it names no candidate of this shot."""
        return [render for render in self.renders if render.number == self.chosen_number]

    @property
    def _not_rejected(self) -> list[Render]:
        return [render for render in self.renders if render.pk not in self._rejected]

    @cached_property
    def _rejected(self) -> set[int]:
        """The candidates that reviewers rejected, in any round."""
        if not self.review or (self.review.round == 1 and not self.decision):
            return set()
        return set(rejected_of(self.shot.pk))

    @property
    def may_submit_chosen(self) -> bool:
        """Whether the chosen candidate can go to the reviewers."""
        chosen = self.chosen_render
        is_ready = chosen and chosen.is_ready and chosen.mark != Render.Mark.DROP
        return bool(is_ready and self.has_choice)

    @cached_property
    def chosen(self) -> Cell | None:
        """The cell of the chosen candidate, or of the one that is shown first."""
        chosen = next((cell for cell in self.cells if cell.is_shown), None)
        if chosen:
            read_rework(chosen.render)
        return chosen

    @cached_property
    def companions(self) -> list[Render]:
        """Starred candidates that go to the reviewers beside the chosen one."""
        starred = [render for render in self.renders if render.mark == Render.Mark.STAR and render.is_ready]
        return [render for render in starred if render != self.chosen_render]

    @cached_property
    def counts(self) -> RenderCounts:
        """How far its renders are."""
        return RenderCounts.of(self.renders)

    @cached_property
    def outlook(self) -> Outlook:
        """What keeps its pictures waiting, and when they are ready."""
        holds = holds_of(self.shot.shot_set) if self.counts.waiting else []
        others = [*holds, *self._doubts, *self._full_budgets]
        return Outlook(self.shot, self.counts.waiting, self.counts.to_draw, others=others)

    @property
    def _doubts(self) -> list[Obstacle]:
        in_doubt = [render for render in self.renders if render.state == State.IN_DOUBT]
        if not in_doubt:
            return []
        since = min(render.state_changed_at for render in in_doubt)
        micros = sum(render.price_micros for render in in_doubt)
        return [doubts(len(in_doubt), since, micros, by_itself=any(render.due_at for render in in_doubt))]

    @cached_property
    def refusals(self) -> list[ShownRefusals]:
        """Renders that the provider refused and that nobody ordered again."""
        refused = [render for render in self._failed if render.reason not in NOT_REFUSED]
        return shown_refusals(self.shot.shot_set, self.person, of_shot=refused)

    @cached_property
    def _failed(self) -> list[Render]:
        """Failed renders that nobody ordered again."""
        retried = {render.retry_of_id for render in self.renders}
        return [render for render in self.renders if render.may_be_ordered_again and render.pk not in retried]

    @property
    def _full_budgets(self) -> list[Obstacle]:
        """Those that would refuse to have a failed candidate rendered again."""
        if not (self._failed and self.shot.price_micros and self.may_retry):
            return []
        return full_budgets(Budget.objects.counting(self.shot.shot_set), self.shot.price_micros)

    @property
    def spent_micros(self) -> int:
        """What its pictures cost so far."""
        return sum(render.price_micros for render in self.renders if render.was_charged)

    @property
    def reserved_micros(self) -> int:
        """What is reserved for renders whose charge is still open."""
        return sum(render.price_micros for render in self.renders if not (render.is_final or render.was_charged))

    @cached_property
    def address(self) -> str:
        """Of the grid itself."""
        return self.shot.get_absolute_url()

    @cached_property
    def product_artwork(self) -> Artwork | None:
        """What the real product looks like: a photo in the shot's colour, else its cutout."""
        known = Artwork.objects.of(self.shot.colorway).exclude(kind=Artwork.Kind.LABEL)
        return min(known, key=lambda artwork: artwork.kind != Artwork.Kind.PHOTO, default=None)

    @property
    def next_shot(self) -> str:
        """The code of the next shot of the set; empty after the last one."""
        return vars(self.shot)["next_shot"] or ""

    @cached_property
    def is_own(self) -> bool:
        """Whether marks, picks and submissions are this person's to make."""
        return self.shot.shot_set.is_of(self.person)

    @property
    def may_submit(self) -> bool:
        """Whether this person may submit its candidates, and withdraw them."""
        return self.is_own and self.person.has_perm(SUBMIT)

    @property
    def offers_submission(self) -> bool:
        """Whether the bar below is the form that submits: nobody judges it now, and nobody approved it."""
        is_approved = self.decision and self.decision.verdict == Decision.Verdict.APPROVE
        return self.may_submit and not self.is_in_review and not is_approved

    @property
    def may_retry(self) -> bool:
        """Whether this person may order a new render for a failed one."""
        return self.is_own and self.person.has_perm(LAUNCH) and not self.shot.shot_set.stopped_at

    @cached_property
    def more_like_chosen(self) -> MoreLikeThis | None:
        """The order of more like the chosen candidate; None where this person cannot order it."""
        chosen = self.chosen_render
        if not (chosen and chosen.is_ready and self.may_retry and not self.shot.cells_of_id):
            return None
        return MoreLikeThis(quote_more(self.shot, by=self.person), token_of_form(chosen, len(self.renders)))

    @property
    def may_rework_as_asked(self) -> bool:
        """Whether this person may order what the reviewer wants changed."""
        asked = self.decision and self.decision.verdict == Decision.Verdict.CHANGES
        return bool(asked and self.may_retry and not self.shot.cells_of_id)

    @property
    def may_fetch_again(self) -> bool:
        """Whether this person may have paid pictures fetched again."""
        return self.is_own and self.person.has_perm(LAUNCH)

    @property
    def may_stop(self) -> bool:
        """Whether this person may stop the set, and stopping would cancel anything here."""
        return bool(self.counts.waiting and self.is_own and not self.shot.shot_set.stopped_at)

    @property
    def subject(self) -> str:
        """What its pictures show, for people who do not see them."""
        return f"{self.shot.colorway.product.name}, {self.shot.color_words}, {self.shot.placement.name}"

    @property
    def companions_text(self) -> str:
        """ "with 2 starred"; empty when none goes along."""
        return _("with %(companions)s starred") % {"companions": len(self.companions)} if self.companions else ""

    @property
    def why_nothing_to_submit(self) -> str:
        """Why no candidate can be submitted."""
        if self.chosen_render and self.chosen_render.mark == Render.Mark.DROP:
            return _("This candidate is dropped.")
        if self.counts.ready:
            return _("Choose a ready candidate first.")
        if self.outlook.of_account:
            return f"{self.outlook.of_account[0].title}."
        is_drawing = self.counts.working or self.counts.waiting
        return _("The first candidates are on their way.") if is_drawing else _("No candidate is ready.")

    @property
    def is_in_review(self) -> bool:
        """Whether reviewers have it now."""
        return bool(self.review and self.review.state == Review.State.OPEN)

    @cached_property
    def revision(self) -> Revision:
        """What the grid shows: of a failed cell also the render that replaced it."""
        replaced = {pk: retry.revision for pk, retry in self._retries.items()}
        rows = {render.number: max(render.revision, replaced.get(render.pk, 0)) for render in self.renders}
        return Revision(self.shot.revision, self.counts.is_finished, self.outlook.content, rows=rows)
