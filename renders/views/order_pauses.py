"""Why the waiting renders of a shot are not sent."""

from dataclasses import dataclass

from renders.models import Account, ModelPause


@dataclass(frozen=True)
class OrderPauses:
    """The account that orders, if it is paused, and the pause of the image model there."""

    account: Account | None = None
    model_pause: ModelPause | None = None

    @classmethod
    def of(cls, ordered: tuple[int, int] | None, waiting: int) -> "OrderPauses":
        """Of an account and an image model, as ids. Nothing is paused where nothing waits."""
        if not ordered or not waiting:
            return cls()
        account, image_model = ordered
        model_pauses = ModelPause.objects.in_force().filter(account=account, image_model=image_model)
        paused = Account.objects.filter(pk=account).exclude(paused_reason="")
        return cls(paused.first(), model_pauses.first())
