"""Why the waiting renders of a shot are not sent."""

from dataclasses import dataclass

from renders.models import Account, ModelPause, Shot


@dataclass(frozen=True)
class OrderPauses:
    """The account that orders, if it is paused, and the pause of the image model there."""

    account: Account | None = None
    model_pause: ModelPause | None = None

    @classmethod
    def of(cls, shot: Shot | None, waiting: int) -> "OrderPauses":
        """Nothing is paused where nothing waits. All shots of a set have one account and one image model."""
        if not shot or not waiting:
            return cls()
        model_pauses = ModelPause.objects.in_force().filter(account=shot.account_id, image_model=shot.image_model_id)
        paused = Account.objects.filter(pk=shot.account_id).exclude(paused_reason="")
        return cls(paused.first(), model_pauses.first())
