"""Ordering further candidates of a shot after one of them: with patches in its prompt, or more of the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import NAMESPACE_OID, UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.linting.patches import PatchedPrompt, PromptPatch, contradicting, patched
from catalog.models.campaigns import lock_versions
from renders import providers
from renders.composing.availability import accounts_by_provider, spec_for, unavailable_reason
from renders.composing.earlier.missing import lock_family
from renders.composing.governance import Problem, governance_of
from renders.composing.launching import NotLaunchable, enqueue_drive
from renders.composing.plans import problems_of_gone
from renders.composing.quotes import Quote, budgets_for, quote
from renders.composing.shots.planned import size_problems
from renders.contracts import GenerationContract
from renders.models import Account, Decision, Render, Rework, Shot
from renders.models.actions import Action
from renders.models.events import record
from renders.models.money import reserve
from renders.models.refused_orders import refusal_notified
from renders.models.removals import locked

MAX_COUNT = MORE_LIKE_THIS = 4


@dataclass(frozen=True)
class ReworkPlan:
    """Further candidates of a shot before they are ordered. Of a finished picture the one that was drawn is reworked:
    `parent`."""

    shot: Shot
    parent: Render
    patches: Sequence[PromptPatch]
    count: int
    by: User
    account: Account | None

    @property
    def names(self) -> list[str]:
        return [patch.name for patch in self.patches]

    @property
    def key(self) -> str:
        """Who orders what."""
        return f"{self.by.pk} {self.parent.pk} {self.count} {' '.join(sorted(self.names))}"

    @cached_property
    def patched(self) -> PatchedPrompt:
        return patched(self.parent.contract.prompt, self.patches)

    @cached_property
    def contract(self) -> GenerationContract:
        """That of the parent with this prompt; it records every patch since the version's own prompt."""
        before = self.parent.contract.model_dump(mode="json")
        if not self.patches:
            return GenerationContract.from_payload(before)
        patches = [{"name": name, "text": text} for name, text in self.patched.texts]
        number = max(3, before["contract_version"])
        changes = {"references": [], **before, "contract_version": number, "prompt": self.patched.prompt}
        return GenerationContract.from_payload({**changes, "patches": [*before.get("patches", ()), *patches]})

    @cached_property
    def quotes(self) -> Sequence[Quote]:
        """What one candidate costs, and two, up to the most that are ordered at once."""
        model, parameters = self.shot.image_model, self.shot.version.parameters
        budgets = budgets_for(self.by, self.shot.shot_set.kind, self.shot.shot_set.campaign_id)
        return [quote(1, count, model, None, budgets, parameters) for count in range(1, MAX_COUNT + 1)]

    @property
    def quote(self) -> Quote:
        return self.quotes[self.count - 1]

    @property
    def problems(self) -> list[Problem]:
        """Why it cannot be ordered."""
        return [*self.problems_of_parent, *self.problems_of_patches, *self.problems_of_now]

    @property
    def problems_of_parent(self) -> list[Problem]:
        checks = [
            (self.shot.shot_set.launched_by_id != self.by.pk, _("The person who launched the set can order more.")),
            (bool(self.shot.shot_set.stopped_at), _("This set was stopped.")),
            (bool(self.shot.cells_of_id), _("This picture was cut out of a grid. Rework the grid.")),
            (
                not self.parent.is_ready,
                _("Candidate %(number)s has no ready picture.") % {"number": self.parent.number},
            ),
        ]
        return [Problem("render", message) for is_wrong, message in checks if is_wrong]

    @property
    def problems_of_patches(self) -> list[Problem]:
        found = [
            Problem("patches", _("“%(patch)s” contradicts another choice.") % {"patch": patch.label})
            for patch in contradicting(self.patches)
        ]
        if self.patches and self.patched.prompt == self.parent.contract.prompt:
            found.append(Problem("patches", _("The prompt of this candidate says so already. Order more like it.")))
        return found

    @property
    def problems_of_now(self) -> list[Problem]:
        """What has changed since the shot was ordered: the rules for its prompt, its image model, its product."""
        shot, kind = self.shot, self.shot.shot_set.kind
        governance = governance_of([shot.colorway], shot.placement, shot.version, shot.image_model, kind)
        found = [*problems_of_gone([shot.colorway], shot.placement, shot.version), *governance.problems]
        if governance.exemption:
            found.append(Problem("version", _("An exemption is for one order. Compose a new set to use it.")))
        if governance.campaign and governance.campaign.pk != shot.shot_set.campaign_id:
            found.append(Problem("version", _("A campaign began since. Compose a new set for it.")))
        if reason := unavailable_reason(shot.image_model, self.account):
            return [*found, Problem("image_model", reason)]
        return [*found, *(Problem("patches", message) for message in self._objections())]

    def _objections(self) -> Iterator[str]:
        """What the provider has against the patched contract."""
        spec = spec_for(self.shot.image_model, ())
        yield from providers.named(self.shot.image_model.provider).objections(self.contract, spec)
        yield from size_problems(self.contract, self.shot.placement, spec)


def plan_rework(render: Render, patches: Sequence[PromptPatch], count: int, *, by: User) -> ReworkPlan:
    """Plan candidates after this one with the version, image model and options of its shot. Writes nothing."""
    shot = Shot.objects.with_plan().select_related("shot_set__campaign").get(pk=render.shot_id)
    parent = render.made_in_turn[0]
    account = accounts_by_provider(shot.shot_set.kind).get(shot.image_model.provider)
    return ReworkPlan(shot, parent, patches, count, by, account)


def token_of_form(render: Render, renders: int) -> UUID:
    """The same in every window that shows this candidate beside so many: what is chosen alike in two of them is bought
    once."""
    return uuid5(NAMESPACE_OID, f"{render.shot_id} {render.pk} {renders}")


def quote_more(shot: Shot, *, by: User) -> Quote:
    """What more like one of its candidates costs."""
    budgets = budgets_for(by, shot.shot_set.kind, shot.shot_set.campaign_id)
    return quote(1, MORE_LIKE_THIS, shot.image_model, None, budgets, shot.version.parameters)


def order_rework(plan: ReworkPlan, *, token: UUID) -> Rework:
    """Order it and reserve its money; the same order from the same form, or from another window, is the first one.

    Raises `NotLaunchable` or `OverBudget`.
    """
    token = uuid5(token, plan.key)
    with refusal_notified(plan.by), transaction.atomic():
        lock_family(plan.shot.shot_set)
        if ordered := Rework.objects.filter(launch_token=token).first():
            return ordered
        [parent] = locked([plan.parent])
        lock_versions([plan.shot.version])
        plan = plan_rework(parent, plan.patches, plan.count, by=plan.by)
        if plan.problems:
            raise NotLaunchable(plan.problems)
        rework = write_rework(plan, token)
        reserve(plan.shot.shot_set, plan.quote.worst_case_micros)
        note = _("%(renders)s renders") % {"renders": plan.count} + f": {rework}"
        about = {"shot": plan.shot, "shot_set": plan.shot.shot_set, "render": plan.parent}
        record(Action.RENDER_REWORKED, by=plan.by, note=note, **about)
        enqueue_drive(*filter(None, [plan.account]))
    return rework


def write_rework(plan: ReworkPlan, token: UUID) -> Rework:
    """The order and its candidates. The first one of a patched prompt has the seed of its parent, so that where the
    image model draws by seeds nothing differs but what was patched."""
    shot = Shot.objects.select_for_update().get(pk=plan.shot.pk)
    last = shot.renders.order_by("-number")[0]
    rework = Rework.objects.create(
        shot=shot,
        parent=plan.parent,
        decision=requested_changes(shot.pk) if plan.patches else None,
        patches=plan.names,
        contract_json=plan.contract.model_dump(mode="json"),
        contract_digest=plan.contract.digest(),
        count=plan.count,
        price_micros=plan.quote.price_micros,
        launch_token=token,
        launched_by=plan.by,
    )
    Shot.objects.filter(pk=shot.pk).touch()
    Render.objects.bulk_create(
        Render(
            shot=shot,
            shot_set_id=shot.shot_set_id,
            account=plan.account,
            rework=rework,
            number=last.number + nth,
            seed=plan.parent.seed if plan.patches and nth == 1 else last.seed + nth,
            price_micros=plan.quote.price_micros,
            revision=shot.revision + 1,
        )
        for nth in range(1, plan.count + 1)
    )
    return rework


def requested_changes(shot: int) -> Decision | None:
    """What reviewers want changed, where that was their last word on it."""
    last = Decision.objects.standing().filter(review__shot=shot).order_by("-pk").first()
    return last if last and last.verdict == Decision.Verdict.CHANGES else None
