"""What is needed to order from the built-in studio and to publish, with the demo or without."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import presets
from catalog.models import ShotPack
from renders import providers
from renders.models import Account, Budget, Channel

BUDGET_MICROS = 50_000_000


def add_workplace() -> None:
    """The shipped placements, templates and packs, the studio's model and account, a channel and a monthly budget."""
    studio = providers.image_model_rows(is_local=True)[0]
    with transaction.atomic():
        # Once: what admins delete of it does not come back.
        if not ShotPack.objects.exists():
            presets.add_catalogue(studio)
        if not Account.objects.filter(provider=studio["provider"]).exists():
            Account.objects.create(**providers.account_fields(studio["provider"]))
        if not Channel.objects.exists():
            Channel.objects.create(slug="public-bucket", name=_("Public bucket"), kind="bucket")
        if not Budget.objects.exists():
            Budget.objects.create(name=_("Organisation"), period=Budget.Period.MONTH, cap_micros=BUDGET_MICROS)
