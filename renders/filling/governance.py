"""Prompts over two years: versions that were frozen one after another, and campaigns that locked some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import Campaign, Colorway, ImageModel, Placement, Promotion, PromptTemplate, PromptVersion
from renders import providers
from renders.filling.season import SPAN, Season
from renders.filling.tables import Tables
from renders.filling.team import Team
from renders.models import Account
from renders.models.actions import Action
from renders.models.events import Event

VERSIONS = 6
LIGHTS = ("Warm light.", "Cool light.", "Even light.", "Soft light from the right.", "Window light from the left.")
# A version is tried for so long before it is frozen.
TRIED_FOR = timedelta(days=14)
# Name, first day and last day, in days from now.
CAMPAIGNS = (
    ("Summer sale", -400, -370),
    ("Back to school", -300, -280),
    ("Winter gifts", -40, -12),
    ("Fair", -6, 20),
    ("Spring launch", 30, 60),
)
TEMPLATES_OF_CAMPAIGN = 2


@dataclass(frozen=True)
class Line:
    """A template with its placements and its versions, each with the moment since when production uses it."""

    template: PromptTemplate
    placements: list[Placement]
    versions: list[tuple[datetime, PromptVersion]]

    def current(self, moment: datetime) -> PromptVersion:
        return [version for since, version in self.versions if since <= moment][-1]

    def on_trial(self, moment: datetime) -> PromptVersion | None:
        """The version that previews try before production may use it."""
        coming = [version for since, version in self.versions if since - TRIED_FOR <= moment < since]
        return coming[0] if coming else None


@dataclass(frozen=True)
class Choices:
    """What may be ordered when."""

    lines: list[Line]
    campaigns: list[Campaign]
    # What each placement lets draw, with the account that orders it and how often it is chosen.
    models: dict[int, list[tuple[tuple[ImageModel, int], float]]]

    def campaign_of(self, line: Line, placement: Placement, moment: datetime) -> int | None:
        """The campaign whose window an order for production falls into."""
        if line not in self.lines[:TEMPLATES_OF_CAMPAIGN]:
            return None
        running = [one for one in self.campaigns if one.starts_at <= moment < one.ends_at]
        return running[0].pk if running and placement in line.placements else None


def add_governance(season: Season, team: Team, tables: Tables, sample: Colorway) -> Choices:
    """Versions and campaigns on top of the demo's templates."""
    accounts = add_accounts()
    lines = [
        add_versions(template, template.current, season, team, tables)
        for template in PromptTemplate.objects.filter(archived_at=None)
        if template.current and not template.current.faults(sample.placeholder_values())
    ]
    placements = {placement.pk: placement for line in lines for placement in line.placements}
    models = {pk: models_of(placement, accounts) for pk, placement in placements.items()}
    campaigns = [add_campaign(*row, lines[:TEMPLATES_OF_CAMPAIGN], season, team, tables) for row in CAMPAIGNS]
    return Choices(lines, campaigns, models)


def add_accounts() -> dict[str, int]:
    """An account a provider. Those of paid vendors are switched off: nothing in a filled database may spend money."""
    for name, registration in providers.REGISTRY.items():
        fields = {**providers.account_fields(name), "is_enabled": registration.is_local}
        Account.objects.get_or_create(provider=name, defaults=fields)
    return dict(Account.objects.order_by("-pk").values_list("provider", "pk"))


def models_of(placement: Placement, accounts: dict[str, int]) -> list[tuple[tuple[ImageModel, int], float]]:
    """The studio draws about half; the cheaper a vendor's model, the more often it is chosen."""
    serving = [one for one in placement.image_models.all() if one.is_enabled and placement.aspect in one.aspects]
    paid = [one for one in serving if one.price_micros]
    weighted: list[tuple[tuple[ImageModel, int], float]] = []
    for model in serving:
        weight = 1.0 / (1 + paid.index(model)) if model in paid else 2.0
        weighted.append(((model, accounts[model.provider]), weight))
    return weighted


def add_versions(template: PromptTemplate, first: PromptVersion, season: Season, team: Team, tables: Tables) -> Line:
    """The demo's first version and `VERSIONS` - 1 more, each frozen and made current after the one before."""
    starts = [season.begins + SPAN * at / VERSIONS for at in range(VERSIONS)]
    is_frozen = {"locked_at": starts[0], "frozen_at": starts[0], "frozen_by_id": team.admins[-1]}
    PromptVersion.objects.filter(pk=first.pk, locked_at=None).update(created_at=starts[0] - TRIED_FOR, **is_frozen)
    started = {"template_id": template.pk, "before_id": None, "by_id": team.admins[0], "at": starts[0]}
    tables.of(Promotion).add(version_id=first.pk, reason="It was the first", **started)
    numbers = range(template.next_number(), template.next_number() + VERSIONS - 1)
    keys = [first.pk]
    for number, since, light in zip(numbers, starts[1:], LIGHTS, strict=True):
        key = tables.of(PromptVersion).add(
            template_id=template.pk,
            number=number,
            prompt=f"{first.prompt} {light}",
            negative=first.negative,
            parameters=first.parameters,
            placeholder_specs=first.placeholder_specs,
            image_model_id=first.image_model_id,
            author_id=team.admins[0],
            created_at=since - TRIED_FOR,
            locked_at=since - TRIED_FOR,
            frozen_at=since,
            frozen_by_id=team.admins[-1],
        )
        promoted_at = season.until if light == LIGHTS[-1] else since
        promotion = {"template_id": template.pk, "before_id": keys[-1], "by_id": team.admins[0], "at": promoted_at}
        tables.of(Promotion).add(version_id=key, reason="It won its duel", **promotion)
        keys.append(key)
        for action in (Action.VERSION_FROZEN, Action.VERSION_MADE_CURRENT):
            tables.of(Event).add(action=action.value, at=since, by_id=team.admins[0], version_id=key)
    tables.write()
    template.current_id = keys[-1]
    template.save(update_fields=["current"])
    by_key = PromptVersion.objects.select_related("template", "image_model").in_bulk(keys)
    versions = [(since, by_key[key]) for since, key in zip(starts, keys, strict=True)]
    return Line(template, list(template.placements.prefetch_related("image_models")), versions)


def add_campaign(
    name: str, first_day: int, last_day: int, lines: Sequence[Line], season: Season, team: Team, tables: Tables
) -> Campaign:
    """A campaign with its window in days from now; its rest was opened after a few days."""
    starts_at = season.until + timedelta(days=first_day)
    window = {"starts_at": starts_at, "ends_at": season.until + timedelta(days=last_day)}
    opened = {"opened_at": starts_at + timedelta(days=3), "opened_by_id": team.admins[0]} if first_day < 0 else {}
    campaign = Campaign(name=name, slug=name.lower().replace(" ", "-"), **window)
    campaign.pk = tables.of(Campaign).add(
        name=name, slug=campaign.slug, created_at=starts_at - timedelta(days=10), **window, **opened
    )
    versions = {line.current(starts_at).pk for line in lines}
    for pk in sorted(versions):
        tables.of(Campaign.versions.through).add(campaign_id=campaign.pk, promptversion_id=pk)
    for pk in sorted({placement.pk for line in lines for placement in line.placements}):
        tables.of(Campaign.placements.through).add(campaign_id=campaign.pk, placement_id=pk)
    tables.write()
    return campaign
