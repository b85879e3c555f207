"""The two pictures of a pair on their stages. All that names them is their side, so that no version is given away."""

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from renders.models import Duel, Render, Vote
from renders.models.duels import Pair
from renders.views.compared import Compared, ComparedPicture
from renders.views.stages import Stage, StagePicture

SIDES = (Vote.Choice.LEFT, Vote.Choice.RIGHT)


def address_of_duel(duel: Duel, *, is_over: bool) -> str:
    """The page of the duel, with one picture over the other where that was asked for."""
    return f"{duel.get_absolute_url()}?view=over" if is_over else duel.get_absolute_url()


def compared_pair(duel: Duel, pair: Pair, judge: User, *, is_over: bool) -> Compared[ComparedPicture]:
    """As this judge sees it."""
    renders = Render.objects.in_bulk([pair.render_on(side, judge, duel) for side in SIDES])
    names = {Vote.Choice.LEFT: _("Left picture"), Vote.Choice.RIGHT: _("Right picture")}
    pictures = [
        ComparedPicture(
            Stage(
                f"stage-{side}",
                duel.code or "",
                duel.placement.aspect,
                names[side],
                _picture(duel, pair, side, renders[pair.render_on(side, judge, duel)], names[side]),
            ),
            str(side.label),
        )
        for side in SIDES
    ]
    return Compared(pictures, is_over, address_of_duel(duel, is_over=not is_over))


def _picture(duel: Duel, pair: Pair, side: str, render: Render, text: str) -> StagePicture:
    source = reverse("duels.picture", args=[duel.code, pair.number, side])
    return StagePicture(source, render.width or 1, render.height or 1, text, f"{source}?zoom=on")
