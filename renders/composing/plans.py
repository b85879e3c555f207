"""Choices become contracts and a quote, with every problem named beside its field. Nothing is written."""

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.models import Colorway, ImageModel, Placement, PromptVersion
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.availability import accounts_by_provider, spec_for, unavailable_reason
from renders.composing.estimates import AccountShares, Estimate, Waiting, estimate
from renders.composing.governance import Governance, Problem, RunningCampaigns, governance_of
from renders.composing.options import NO_OPTIONS, OrderOptions, form_problems
from renders.composing.quotes import Quote, budgets_for, quote
from renders.composing.shots.artwork import load_artwork
from renders.composing.shots.one_picture import subjects_of
from renders.composing.shots.planned import PlannedShot, planned_shot
from renders.contracts import GenerationContract
from renders.models import Account, Budget, ShotSet
from renders.schedule import UsualTime


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An order before it is launched."""

    shots: Sequence[PlannedShot]
    placement: Placement | None
    version: PromptVersion | None
    image_model: ImageModel | None
    account: Account | None
    count: int
    kind: str
    problems: Sequence[Problem]
    quote: Quote
    estimate: Estimate
    governance: Governance = Governance()
    usual: UsualTime | None = None
    # What its account has to draw beside it.
    waiting: Waiting = Waiting()
    options: OrderOptions = NO_OPTIONS

    @cached_property
    def contracts(self) -> list[tuple[PlannedShot, GenerationContract, str]]:
        """The shots that can be ordered, each with its contract and that contract's digest."""
        return [(shot, shot.contract, shot.contract.digest()) for shot in self.shots if shot.contract]

    @cached_property
    def digest(self) -> str:
        """What this order is, whoever sends the form again: sha256 over everything that is ordered."""
        body = [self.kind, self.count, [digest for _, _, digest in self.contracts]]
        return hashlib.sha256(json.dumps(body).encode()).hexdigest()


@dataclass(frozen=True)
class LoadedRows:
    """What a form has read already, so that a plan need not read it again."""

    # Those of `accounts_by_provider`.
    accounts: Mapping[str, Any] | None = None
    # Versions, as ids, whose templates are written for the placement.
    versions_of_placement: Container[int] = ()
    # Those over the person who orders.
    budgets: Sequence[Budget] | None = None
    # What a picture of the image model takes.
    usual: UsualTime | None = None
    shares: AccountShares | None = None
    campaigns: RunningCampaigns | None = None


@dataclass(frozen=True)
class PictureRow:
    """One picture of a batch, with its prompt as it is to be sent."""

    colorway: Colorway
    placement: Placement
    prompt: str


def plan(
    *,
    colorways: Sequence[Colorway],
    placement: Placement | None,
    version: PromptVersion | None,
    image_model: ImageModel | None,
    count: int | None,
    kind: str,
    by: User,
    loaded: LoadedRows = LoadedRows(),
    options: OrderOptions = NO_OPTIONS,
) -> Plan:
    """Turn choices into contracts and a quote, with every problem named beside its field. Writes nothing."""
    accounts = accounts_by_provider(kind) if loaded.accounts is None else loaded.accounts
    account = accounts.get(image_model.provider) if image_model else None
    unavailable = (
        unavailable_reason(image_model, account, for_admins=by.has_perm(CHANGE_ACCOUNTS)) if image_model else ""
    )
    problems = list(problems_of_choices(colorways, placement, version, image_model, count, kind))
    problems += problems_of_gone(colorways, placement, version)
    if placement and version and image_model:
        is_written_for = version.pk in loaded.versions_of_placement or version.template.placements.contains(placement)
        problems += conflicts_of_choices(
            placement, version, image_model, unavailable, kind, is_written_for=is_written_for
        )
    shots: list[PlannedShot] = []
    governance = Governance()
    load_artwork([colorway.product for colorway in colorways])
    subjects = subjects_of(colorways, in_one_picture=options.in_one_picture)
    if placement and version and image_model:
        governance = governance_of(colorways, placement, version, image_model, kind, loaded.campaigns)
        problems += governance.problems
        spec = spec_for(image_model, placement.image_models.all())
        shots = [
            planned_shot(colorway, placement, version, image_model, spec, options=options, cells=cells)
            for colorway, cells in subjects
        ]
        problems += options.problems
        problems += form_problems(options, image_model, spec, for_admins=by.has_perm(CHANGE_ACCOUNTS))
        problems += problems_of_shots(shots)
    campaign = governance.campaign.pk if governance.campaign else None
    waiting = (loaded.shares or AccountShares()).waiting(account, account.ahead if account else 0, campaign, kind)
    time = estimate(len(subjects) * (count or 0), image_model, account, waiting, loaded.usual)
    return Plan(
        shots=shots,
        placement=placement,
        version=version,
        image_model=image_model,
        account=account,
        count=count or 0,
        kind=kind,
        problems=problems,
        quote=quote(
            len(subjects),
            count or 0,
            image_model,
            time,
            budgets_for(by, kind, campaign, loaded.budgets),
            version.parameters if version else None,
        ),
        estimate=time,
        governance=governance,
        usual=loaded.usual,
        waiting=waiting,
        options=options,
    )


def plan_pictures(rows: Sequence[PictureRow], version: PromptVersion, image_model: ImageModel, by: User) -> Plan:
    """A production order of one picture a row, each with a prompt of its own. `version` is frozen and takes it as
    `{{prompt}}`; the rows' placements differ in ratio. Writes nothing."""
    account = accounts_by_provider(ShotSet.Kind.PRODUCTION).get(image_model.provider)
    load_artwork([row.colorway.product for row in rows])
    spec = spec_for(image_model, ImageModel.objects.all())
    shots = [planned_shot(row.colorway, row.placement, version, image_model, spec, row.prompt) for row in rows]
    reason = unavailable_reason(image_model, account, for_admins=True)
    ahead = account.ahead if account else 0
    waiting = AccountShares().waiting(account, ahead, None, ShotSet.Kind.PRODUCTION)
    time = estimate(len(rows), image_model, account, waiting)
    return Plan(
        shots=shots,
        placement=None,
        version=version,
        image_model=image_model,
        account=account,
        count=1,
        kind=ShotSet.Kind.PRODUCTION,
        problems=[*([Problem("image_model", reason)] if reason else []), *problems_of_shots(shots)],
        quote=quote(
            len(rows),
            1,
            image_model,
            time,
            budgets_for(by, ShotSet.Kind.PRODUCTION, None),
            version.parameters,
        ),
        estimate=time,
    )


def problems_of_choices(
    colorways: Sequence[Colorway],
    placement: Placement | None,
    version: PromptVersion | None,
    image_model: ImageModel | None,
    count: int | None,
    kind: str,
) -> list[Problem]:
    """What is wrong with the choices as such, before any prompt is filled."""
    low, high = ShotSet.COUNTS[ShotSet.Kind(kind)]
    checks = [
        (not colorways, "colorways", _("Choose at least one product.")),
        (placement is None, "placement", _("Choose a placement.")),
        (version is None, "version", _("Choose a template.")),
        (image_model is None, "image_model", _("Choose an image model.")),
        (
            count is None or not low <= count <= high,
            "count",
            _("Choose %(low)s to %(high)s.") % {"low": low, "high": high},
        ),
    ]
    return [Problem(field, message) for is_wrong, field, message in checks if is_wrong]


def problems_of_gone(
    colorways: Sequence[Colorway], placement: Placement | None, version: PromptVersion | None
) -> list[Problem]:
    """What was archived or switched off since it was chosen."""
    products = sorted({colorway.product.name for colorway in colorways if colorway.product.archived_at})
    found = [Problem("colorways", _("%(product)s is archived.") % {"product": name}) for name in products]
    if placement and not placement.is_enabled:
        found.append(Problem("placement", _("%(placement)s is switched off.") % {"placement": placement.name}))
    if version and version.template.archived_at:
        found.append(Problem("version", _("%(template)s is archived.") % {"template": version.template}))
    return found


def conflicts_of_choices(
    placement: Placement,
    version: PromptVersion,
    image_model: ImageModel,
    unavailable: str,
    kind: str,
    *,
    is_written_for: bool,
) -> list[Problem]:
    """What does not go together: governance, ratios, accounts."""
    drawn = ", ".join(image_model.aspects)
    checks = [
        (
            version.fixed_model_id not in {None, image_model.pk},
            "image_model",
            _("%(version)s fixes its image model: %(image_model)s. Another model needs another version.")
            % {"version": version, "image_model": version.fixed_model},
        ),
        (
            placement.aspect not in image_model.aspects,
            "placement",
            _("%(image_model)s does not draw %(aspect)s. It draws %(drawn)s. Nothing was charged.")
            % {"image_model": image_model, "aspect": placement.aspect, "drawn": drawn},
        ),
        (
            not is_written_for,
            "version",
            _("%(version)s was not written for %(placement)s.") % {"version": version, "placement": placement.name},
        ),
        (
            kind == ShotSet.Kind.PRODUCTION and version.frozen_at is None,
            "version",
            _("%(version)s is not frozen. Production takes frozen versions only; order a preview first.")
            % {"version": version},
        ),
        (bool(unavailable), "image_model", unavailable),
    ]
    return [Problem(field, message) for is_wrong, field, message in checks if is_wrong]


def problems_of_shots(shots: Sequence[PlannedShot]) -> list[Problem]:
    """Problems of single shots, under their SKU; a problem of all shots is said once."""
    shared = set.intersection(*(set(shot.problems) for shot in shots)) if len(shots) > 1 else set()
    found = [Problem("colorways", message) for message in shots[0].problems if message in shared] if shared else []
    return found + [
        Problem("colorways", f"{shot.colorway.sku}: {message}")
        for shot in shots
        for message in shot.problems
        if message not in shared
    ]
