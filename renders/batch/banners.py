"""A banner whose name an image model draws: a production set of one picture for each name, priced and budgeted as any
other. The set has only the placeholder; the name waits encrypted in the picture's own row."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Colorway
from config.permissions import LAUNCH
from renders import composing, providers
from renders.composing import OrderOptions, Plan
from renders.composing.availability import spec_for
from renders.models import Banner, BannerPicture, ShotSet
from renders.orders import with_name
from renders.pipeline.banners import names
from renders.pipeline.banners.names import NameRefused
from renders.pipeline.banners.requesting import picture_of_name, wait_for
from renders.providers.input_objections import CJK


class NotTheirMoney(composing.NotLaunchable):
    """The person of the program's token may ask for banners, but not spend money."""


def drawn_picture_for(banner: Banner, sent_name: str, *, by: User) -> BannerPicture:
    """The picture of this name: the one that is there, or one that is ordered now and charged to `by`.

    Raises `NameRefused`, `composing.NotLaunchable` and `OverBudget`; then nothing is stored of the name.
    """
    name = names.tidied(sent_name)
    found, is_good = picture_of_name(banner, name)
    if found and is_good:
        return found
    order = plan_of(banner, by=by)
    require_writable(order, name)
    with transaction.atomic():
        picture, is_own = wait_for(banner, name, found)
        if is_own:
            picture.shot_set = composing.launch(order, by=by, token=uuid4(), title=str(banner), banner=banner)
            picture.save(update_fields=["shot_set"])
    return picture


def plan_of(banner: Banner, *, by: User) -> Plan:
    """One picture of what the hero shows. Raises `composing.NotLaunchable`."""
    if not by.has_perm(LAUNCH):
        message = _("This banner is drawn by an image model, which costs money. Ask with a token that may launch.")
        raise NotTheirMoney([composing.Problem("image_model", message)])
    shot = banner.decision.render.shot
    colorway = Colorway.objects.select_related("product").get(pk=shot.colorway_id)
    order = composing.plan(
        colorways=[colorway],
        placement=shot.placement,
        version=banner.version,
        image_model=banner.image_model,
        count=1,
        kind=ShotSet.Kind.PRODUCTION,
        by=by,
        options=OrderOptions(is_for_customer=True),
    )
    if banner.image_model and not banner.image_model.may_write_names:
        garbles = _("%(model)s does not write names. An admin can make a version of this banner with another one.")
        message = garbles % {"model": banner.image_model}
        raise composing.NotLaunchable([composing.Problem("image_model", message)])
    if order.problems:
        raise composing.NotLaunchable(order.problems)
    return order


def require_writable(order: Plan, name: str) -> None:
    """Raises `NameRefused` where the image model refuses the prompt with this name. The sentence does not repeat it."""
    [(shot, contract, _digest)] = order.contracts
    model = order.image_model
    if model is None or shot.placement is None:
        return
    if CJK.search(name) and model.abilities.get("chinese_text") is False:
        raise NameRefused(_("%(model)s does not write Chinese. Send the neutral picture.") % {"model": model})
    spec = spec_for(model, shot.placement.image_models.all())
    if providers.named(model.provider).objections(with_name(contract, name), spec):
        raise NameRefused(_("%(model)s takes no prompt with this name. Send the neutral picture.") % {"model": model})
