"""Rules above the choices of an order: a running campaign with its pilot, the current version, and exemptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from catalog.models import Campaign, Colorway, Exemption, ImageModel, Placement, PromptTemplate, PromptVersion
from renders.models import ShotSet
from renders.models.pilots import Pilot


@dataclass(frozen=True)
class Problem:
    """Why an order cannot be launched: the form's field and one sentence."""

    field: str
    message: str
    # Which of a set's placements it is about.
    line: int = 0


class RunningCampaigns:
    """The campaigns that run, with what they fix; read when the first of them is asked for."""

    @cached_property
    def _all(self) -> list[Campaign]:
        return list(Campaign.objects.running().prefetch_related("placements", "versions__template"))

    def in_placement(self, placement: Placement) -> list[Campaign]:
        """Those that fix versions for production there."""
        return [one for one in self._all if placement in one.placements.all()]

    def for_order(self, placement: Placement, template: PromptTemplate) -> Campaign | None:
        """The one that says which version of the template production uses in the placement."""
        return next((one for one in self.in_placement(placement) if fixed_version(one, template)), None)


def fixed_version(campaign: Campaign, template: PromptTemplate) -> PromptVersion | None:
    return next((one for one in campaign.versions.all() if one.template_id == template.pk), None)


@dataclass(frozen=True)
class Governance:
    """The campaign an order belongs to, its pilot, the exemption it needs, and the problems they find."""

    campaign: Campaign | None = None
    pilot: Pilot | None = None
    exemption: Exemption | None = None
    problems: Sequence[Problem] = ()
    # Where the order is too large for the pilot: the colorways that would fit.
    pilot_colorways: Sequence[int] = ()


def governance_of(
    colorways: Sequence[Colorway],
    placement: Placement,
    version: PromptVersion,
    image_model: ImageModel,
    kind: str,
    campaigns: RunningCampaigns | None = None,
) -> Governance:
    """The rules for an order of these choices, as of now or of when `campaigns` were read."""
    exemption, problems = find_exemption(placement, version, image_model)
    if kind != ShotSet.Kind.PRODUCTION:
        return Governance(exemption=exemption, problems=problems)
    campaign = (campaigns or RunningCampaigns()).for_order(placement, version.template)
    if campaign is None:
        of_version, not_current = exemption_of_version(version)
        if exemption and of_version:
            not_current.append(Problem("version", _("One order takes one exemption, and this one needs two.")))
        return Governance(exemption=of_version or exemption, problems=[*problems, *not_current])
    problems += campaign_problems(campaign, placement, version, image_model)
    pilot = Pilot.of(campaign)
    fitting, too_many = within_pilot(pilot, colorways)
    return Governance(campaign, pilot, exemption, [*problems, *too_many], fitting if too_many else ())


def find_exemption(
    placement: Placement, version: PromptVersion, image_model: ImageModel
) -> tuple[Exemption | None, list[Problem]]:
    """The open exemption for a model that the placement does not allow; a problem where there is none."""
    if image_model.is_enabled and image_model in placement.image_models.all():
        return None, []
    exemption = Exemption.objects.open().with_related().filter(placement=placement, image_model=image_model).first()
    if exemption and image_model.is_enabled:
        return exemption, []
    if version.fixed_model_id == image_model.pk:
        fixed = _("%(version)s fixes %(image_model)s, which may not be used for %(placement)s.") % {
            "version": version,
            "image_model": image_model,
            "placement": placement.name,
        }
        return None, [
            Problem(
                "version",
                _("%(fixed)s Choose another version; admins decide which models serve it.") % {"fixed": fixed},
            )
        ]
    message = _("%(image_model)s may not be used for %(placement)s. Admins decide which models serve it.") % {
        "image_model": image_model,
        "placement": placement.name,
    }
    return None, [Problem("image_model", message)]


def exemption_of_version(version: PromptVersion) -> tuple[Exemption | None, list[Problem]]:
    """The open exemption for a version that production does not use; a problem where there is none."""
    if version.is_current or version.frozen_at is None:
        return None, []
    exemption = Exemption.objects.open().with_related().filter(version=version).first()
    if exemption:
        return exemption, []
    template = version.template
    if template.current is None:
        message = _("%(template)s has no current version, and production takes no other. An admin makes one current.")
        return None, [Problem("version", message % {"template": template})]
    message = _("%(version)s is not current: production takes %(current)s. Admins can allow it for one order.")
    return None, [Problem("version", message % {"version": version, "current": template.current})]


def campaign_problems(
    campaign: Campaign, placement: Placement, version: PromptVersion, image_model: ImageModel
) -> list[Problem]:
    """A version or an image model other than the campaign's."""
    problems = []
    locked, models = campaign.version_of(version.template), list(campaign.image_models.all())
    if locked != version:
        message = _("Production for %(placement)s uses %(locked)s: it is locked by %(description)s.") % {
            "placement": placement.name,
            "locked": locked,
            "description": campaign.description,
        }
        problems.append(Problem("version", message))
    if models and image_model not in models:
        names = ", ".join(model.name for model in models)
        problems.append(
            Problem(
                "image_model",
                _("Campaign %(campaign)s draws with %(names)s, not with %(image_model)s.")
                % {"campaign": campaign, "names": names, "image_model": image_model},
            )
        )
    return problems


def within_pilot(pilot: Pilot, colorways: Sequence[Colorway]) -> tuple[Sequence[int], list[Problem]]:
    """The ids of the colorways that a pilot takes; a problem where those are not all."""
    if not pilot.is_running:
        return [colorway.pk for colorway in colorways], []
    fitting = pilot.fitting(colorways)
    if len(fitting) == len(colorways):
        return fitting, []
    return fitting, [Problem("colorways", pilot_message(pilot, ordered=len(colorways), fitting=len(fitting)))]


def pilot_message(pilot: Pilot, *, ordered: int, fitting: int) -> str:
    """How many SKUs of an order the pilot takes, and what to do."""
    campaign = pilot.campaign
    figures = {"campaign": campaign, "limit": campaign.pilot_skus, "before": pilot.skus, "ordered": ordered}
    if pilot.skus:
        limit = _(
            "The pilot of campaign %(campaign)s takes %(limit)s SKUs, %(before)s are ordered; "
            "this order has %(ordered)s."
        )
    else:
        limit = _("The pilot of campaign %(campaign)s takes %(limit)s SKUs; this order has %(ordered)s.")
    limit %= figures
    if not fitting:
        return _("%(limit)s The rest opens when the pilot's pictures are decided.") % {"limit": limit}
    return _("%(limit)s Keep the first %(fitting)s.") % {"limit": limit, "fitting": fitting}


def use_exemption(exemption: Exemption) -> list[Problem]:
    """Mark the exemption of an order as used; a problem when another order used it first."""
    return [] if Exemption.objects.filter(pk=exemption.pk).use() else [exemption_gone(exemption)]


def exemption_gone(exemption: Exemption) -> Problem:
    """Another order used the exemption first, or an admin withdrew it."""
    return Problem(
        "version" if exemption.version_id else "image_model",
        _("The exemption for %(exemption)s was used by another order or withdrawn.") % {"exemption": exemption},
    )
