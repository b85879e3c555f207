"""Launching a plan: checked once more, written and charged in one transaction."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypedDict, Unpack
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from catalog.models import Campaign, Exemption, PromptVersion
from catalog.models.campaigns import lock_versions
from catalog.refusals import Refusal
from renders.composing.governance import (
    Governance,
    Problem,
    exemption_gone,
    governance_of,
    use_exemption,
    within_pilot,
)
from renders.composing.plans import Plan
from renders.models import Account, ApiToken, Banner, Render, SetDraft, Shot, ShotSet
from renders.models.actions import Action
from renders.models.events import record
from renders.models.money import reserve
from renders.models.refused_orders import refusal_notified
from renders.models.removals import locked
from renders.pipeline import tasks
from renders.schedule import Enqueue


class SetAbout(TypedDict, total=False):
    """Fields of a set that are no part of its order: a title, a note, the set that it orders again, the token of the
    program that ordered a raw prompt, the banner on which it draws a customer's name, and the moment before which
    nothing is sent."""

    title: str
    note: str
    repeats: ShotSet
    task_token: ApiToken
    banner: Banner
    starts_at: datetime | None


class NotLaunchable(Refusal):
    """The order has problems; nothing was written, nothing was charged."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = list(problems)


class TokenAlreadyUsed(Refusal):
    """This launch token already launched another order: `shot_set`."""

    def __init__(self, shot_set: ShotSet) -> None:
        super().__init__(
            _("This form already launched %(shot_set)s. Compose a new set to order something else.")
            % {"shot_set": shot_set}
        )
        self.shot_set = shot_set


def launch(order: Plan, *others: Plan, by: User, token: UUID, **about: Unpack[SetAbout]) -> ShotSet:
    """Write the order, reserve its money and notify its accounts, all or nothing; a second click gets the first one's
    set. Several plans of one kind become one set, each with its own image model and number of candidates.

    Raises `NotLaunchable`, `OverBudget`, or `TokenAlreadyUsed` when the token launched something else.
    """
    orders = (order, *others)
    problems = [problem for each in orders for problem in each.problems] + problems_together(orders)
    if not problems and not all(each.contracts for each in orders):
        problems.append(Problem("colorways", _("There is nothing to order.")))
    if problems:
        raise NotLaunchable(problems)
    try:
        with refusal_notified(by), transaction.atomic():
            shot_set = write_order(orders, by, token, about)
    except IntegrityError:
        return launched_set(orders, token, by)
    return shot_set


def problems_together(orders: Sequence[Plan]) -> list[Problem]:
    """Why orders that are right one by one make no set: it belongs to one campaign, within its pilot, and uses one
    exemption."""
    found = pilot_problems(orders, [each.governance for each in orders])
    exemptions = {each.governance.exemption for each in orders if each.governance.exemption}
    if len(exemptions) > 1:
        found.append(Problem("image_model", _("One order takes one exemption, and this one needs two.")))
    choices = [
        (each.placement, each.version, each.image_model, shot.colorway)
        for each in orders
        for shot in each.shots
        if each.placement
    ]
    if len(set(choices)) < len(choices):
        found.append(
            Problem("placement", _("The same placement is ordered twice with the same template and image model."))
        )
    campaigns = {each.governance.campaign for each in orders if each.placement}
    if len(campaigns) > 1:
        names = ", ".join(sorted(str(one) if one else _("no campaign") for one in campaigns))
        apart = _("These placements belong to different campaigns (%(names)s). Order each in a set of its own.")
        found.append(Problem("placement", apart % {"names": names}))
    return found


def pilot_problems(orders: Sequence[Plan], governances: Sequence[Governance]) -> list[Problem]:
    """Why the placements of a set have more SKUs together than the pilot of their campaign takes; `governances` are
    those of the orders."""
    pilot = next((each.pilot for each in governances if each.pilot), None)
    if pilot is None or len(orders) == 1:
        return []
    colorways = {one.pk: one for each in orders for shot in each.shots for one in shot.colorways}
    return within_pilot(pilot, list(colorways.values()))[1]


def launched_set(orders: Sequence[Plan], token: UUID, by: User) -> ShotSet:
    """The set this token launched, if it is the same person's same order. Without one, another order used the
    exemption first, or a row of this order is gone: `NotLaunchable`."""
    first = ShotSet.objects.filter(launch_token=token).first()
    if first is None:
        exemption = exemption_of(orders)
        gone = _("Something in this order was changed or deleted a moment ago. Look at it again.")
        raise NotLaunchable([exemption_gone(exemption) if exemption else Problem("colorways", gone)])
    if first.order_digest != digest_of(orders) or first.launched_by_id != by.pk:
        raise TokenAlreadyUsed(first)
    return first


def exemption_of(orders: Sequence[Plan]) -> Exemption | None:
    """The one exemption that these orders use."""
    return next((each.governance.exemption for each in orders if each.governance.exemption), None)


def find_launched(orders: Sequence[Plan], token: UUID | None, by: User) -> ShotSet | None:
    """The set that an earlier click of the same person launched from the same form."""
    if token is None:
        return None
    return ShotSet.objects.filter(launch_token=token, order_digest=digest_of(orders), launched_by=by).first()


def digest_of(orders: Sequence[Plan]) -> str:
    """What is ordered in one set, whoever sends the form again."""
    if len(orders) == 1:
        return orders[0].digest
    return hashlib.sha256("".join(order.digest for order in orders).encode()).hexdigest()


def write_order(orders: Sequence[Plan], by: User, token: UUID, about: SetAbout) -> ShotSet:
    """The rows of a launch. Candidate n has the same seed in every shot, so colorways and prompts can be compared."""
    first, exemption = orders[0], exemption_of(orders)
    # Whether it may still be used is asked in `recheck_governance`.
    locked(order.options.render for order in orders if order.options.render)
    shot_set = ShotSet.objects.create(
        kind=first.kind,
        launched_by=by,
        launch_token=token,
        order_digest=digest_of(orders),
        **about,
        campaign=first.governance.campaign,
        exemption=exemption,
        reference_render=first.options.render,
        is_mixed=len({(order.account, order.image_model) for order in orders}) > 1,
    )
    versions = versions_as_of_now(orders)
    governances = [recheck_governance(order, versions) for order in orders]
    if problems := [*pilot_problems(orders, governances), *(use_exemption(exemption) if exemption else [])]:
        raise NotLaunchable(problems)
    SetDraft.objects.filter(author=by, token=token).delete()
    shot_set.assign_code()
    shots = Shot.objects.bulk_create(shot_rows(orders, shot_set), batch_size=500)
    add_shown_colorways(orders, shots)
    first_seed = secrets.randbelow(2**31)
    for number, count in shots_by_count(orders):
        add_candidates(shot_set, count, first_seed=first_seed, shots=number)
    PromptVersion.objects.filter(pk__in={shot.version_id for shot in shots}).lock()
    reserve(shot_set, sum(order.quote.worst_case_micros for order in orders))
    renders = sum(order.quote.renders for order in orders)
    record(Action.SET_LAUNCHED, by=by, shot_set=shot_set, note=_("%(renders)s renders") % {"renders": renders})
    if exemption:
        allowed = f"{exemption}: {exemption.reason}"
        action = Action.VERSION_EXEMPTED if exemption.version_id else Action.MODEL_EXEMPTED
        record(action, by=exemption.allowed_by, person=by, shot_set=shot_set, version=exemption.version, note=allowed)
    enqueue_drive(*{shot.account for shot in shots})
    return shot_set


def versions_as_of_now(orders: Sequence[Plan]) -> Mapping[int, PromptVersion]:
    """What production orders draw from, by id: none of their templates gets another current version before the end of
    this transaction."""
    ordered = [order.version for order in orders if order.version and order.kind == ShotSet.Kind.PRODUCTION]
    return {version.pk: version for version in lock_versions(ordered)}


def recheck_governance(order: Plan, versions: Mapping[int, PromptVersion]) -> Governance:
    """Check the campaign and the current version once more, as of now. Raises `NotLaunchable`.

    Two orders of one campaign wait for each other here, so that together they stay within its pilot.
    """
    planned = order.governance
    if not (order.placement and order.version and order.image_model):
        return planned
    if planned.campaign:
        # A budget of this campaign may be made meanwhile: it refers to the row, and waits for no lock on it.
        Campaign.objects.select_for_update(no_key=True).get(pk=planned.campaign.pk)
    colorways = [one for shot in order.shots for one in shot.colorways]
    version = versions.get(order.version.pk) or order.version
    now = governance_of(colorways, order.placement, version, order.image_model, order.kind)
    problems = [*now.problems, *order.options.problems]
    if now.campaign != planned.campaign and not problems:
        problems = [
            Problem("version", _("A campaign began or ended a moment ago. Look at the order again, then launch."))
        ]
    if problems:
        raise NotLaunchable(problems)
    return now


def shot_rows(orders: Sequence[Plan], shot_set: ShotSet) -> list[Shot]:
    """One row a shot, its contract written out."""
    planned = [(order, *shot) for order in orders for shot in order.contracts]
    return [
        Shot(
            shot_set=shot_set,
            number=number,
            code=f"{shot_set.code}-{number}",
            colorway=shot.colorway,
            placement=shot.placement,
            version=order.version,
            image_model=order.image_model,
            account=order.account,
            contract_json=contract.model_dump(mode="json"),
            contract_digest=digest,
            price_micros=order.quote.price_micros,
        )
        for number, (order, shot, contract, digest) in enumerate(planned, start=1)
    ]


def add_shown_colorways(orders: Sequence[Plan], shots: Sequence[Shot]) -> None:
    """Which colours the pictures of several colours show; `shots` are the rows of `shot_rows`."""
    planned = [shot for order in orders for shot, _contract, _digest in order.contracts]
    rows = [
        Shot.shown_colorways.through(shot=shot, colorway=colorway)
        for shot, order in zip(shots, planned, strict=True)
        for colorway in order.cells
    ]
    Shot.shown_colorways.through.objects.bulk_create(rows, batch_size=500)


def shots_by_count(orders: Sequence[Plan]) -> Iterator[tuple[range, int]]:
    """Numbers of neighbouring shots with the same number of candidates, and that number."""
    start = 1
    for count, group in groupby(orders, key=lambda order: order.count):
        end = start + sum(len(order.contracts) for order in group)
        yield range(start, end), count
        start = end


def add_candidates(shot_set: ShotSet, count: int, *, first_seed: int, shots: range) -> None:
    """The candidates of the shots with these numbers, shot by shot. Made by the database out of the shots: ten thousand
    rows that pass through here one by one take a second."""
    model = Render(number=0, seed=0, shot_set=shot_set)
    fields = [field for field in Render._meta.concrete_fields if not field.primary_key]
    values = {str(field.column): field.get_db_prep_save(field.pre_save(model, True), connection) for field in fields}
    made = {"shot_id": "shot.id", "account_id": "account_id", "price_micros": "price_micros"}
    made |= {"number": "candidate", "seed": f"{first_seed:d} + candidate"}
    columns = ", ".join(map(connection.ops.quote_name, values))
    selected = ", ".join(made.get(column, "%s") for column in values)
    candidates = " UNION ALL ".join(f"SELECT {number:d} AS candidate" for number in range(1, count + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO renders_render ({columns}) SELECT {selected} FROM renders_shot shot "  # noqa: S608 - our names
            f"CROSS JOIN ({candidates}) candidates WHERE shot_set_id = %s AND shot.number >= %s AND shot.number < %s "
            "ORDER BY shot.id, candidate",
            [*(value for column, value in values.items() if column not in made), shot_set.pk, shots.start, shots.stop],
        )


def enqueue_drive(*accounts: Account) -> None:
    """Once what was written is durable, have the accounts driven."""
    for account in accounts:
        account.make_due()
    tasks.enqueue_on_commit(Enqueue("drive", tuple(account.pk for account in accounts)))
