"""The form that opens a blind duel."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, Placement, PromptVersion
from catalog.text import whole_number
from renders import composing
from renders.composing import DuelTerms, Plan
from renders.forms.lab import LabForm
from renders.judging import VoteCount
from renders.models import Duel, Render

HOW_OFTEN = [
    (50, gettext_lazy("More than half of the time")),
    (60, gettext_lazy("More than 6 times in 10")),
    (70, gettext_lazy("More than 7 times in 10")),
    (80, gettext_lazy("More than 8 times in 10")),
]


class DuelForm(LabForm):
    """The order form of the lab for two versions, with the terms agreed before anybody votes."""

    pictures = forms.ChoiceField(
        label=gettext_lazy("Pictures"),
        choices=[
            ("new", gettext_lazy("Order new pictures of both")),
            ("ready", gettext_lazy("Take the pictures there are")),
        ],
    )
    judges_wanted = forms.IntegerField(
        label=gettext_lazy("How many people judge?"),
        min_value=1,
        max_value=9,
        initial=Duel.JUDGES,
        help_text=gettext_lazy("Each of them sees every pair. Who wrote a version cannot judge it."),
    )
    minimum_votes = forms.IntegerField(
        label=gettext_lazy("How many votes do you want at least?"),
        min_value=8,
        max_value=500,
        initial=Duel.MINIMUM_VOTES,
        help_text=gettext_lazy("“Neither” does not count. Fewer votes need a clearer lead."),
    )
    win_rate_needed = forms.IntegerField(
        label=gettext_lazy("How often must the new version be better?"),
        min_value=50,
        max_value=95,
        initial=Duel.WIN_RATE_NEEDED,
        widget=forms.Select(choices=HOW_OFTEN),
    )

    def __init__(self, data: QueryDict, *, version: PromptVersion, champion: PromptVersion, by: User) -> None:
        self.champion = champion
        super().__init__(data, version=version, by=by)
        # Ready pictures cost nothing, so they are the usual choice where there are enough.
        if "pictures" not in data and len(self.ready) * Duel.JUDGES >= Duel.MINIMUM_VOTES:
            self.data["pictures"] = "ready"
        colorways: Any = self.fields["colorways"]
        colorways.required = not self.takes_ready
        rate = whole_number(str(self.data.get("win_rate_needed"))) or Duel.WIN_RATE_NEEDED
        if rate not in dict(HOW_OFTEN):
            often: Any = self.fields["win_rate_needed"].widget
            often.choices = [*HOW_OFTEN, (rate, _("More than %(rate)s %% of the time") % {"rate": rate})]

    def defaults(self) -> dict[str, str]:
        terms = {
            "judges_wanted": str(Duel.JUDGES),
            "minimum_votes": str(Duel.MINIMUM_VOTES),
            "win_rate_needed": str(Duel.WIN_RATE_NEEDED),
        }
        return {**super().defaults(), "pictures": "new", **terms}

    @property
    def example(self) -> str:
        """How many of the fewest votes the new version has to win: "10 of 12"."""
        if not self.is_valid():
            return ""
        votes, rate = self.cleaned_data["minimum_votes"], self.cleaned_data["win_rate_needed"]
        counts = (VoteCount(won, votes - won) for won in range(votes + 1))
        passing = next((one for one in counts if one.passes(win_rate_needed=rate, minimum_votes=votes)), None)
        return f"{passing.won} of {votes}" if passing else ""

    @property
    def terms(self) -> DuelTerms:
        """What the duel is opened with; only of a valid form."""
        names = ("placement", "win_rate_needed", "minimum_votes", "judges_wanted")
        return DuelTerms(self.version, self.champion, **{name: self.cleaned_data[name] for name in names})

    @cached_property
    def ready(self) -> list[tuple[Render, Render]]:
        """Pairs of ready pictures in the chosen placement."""
        placement = self.placements.get(self.data.get("placement", ""))
        return composing.ready_pairs(DuelTerms(self.version, self.champion, placement)) if placement else []

    @property
    def takes_ready(self) -> bool:
        """Whether the duel uses pictures that are ready and orders none."""
        return bool(self.data.get("pictures") == "ready")

    @property
    def pairs(self) -> int:
        """How many pairs each judge will see."""
        return len(self.ready) if self.takes_ready else self.renders // 2

    @property
    def problems(self) -> list[str]:
        problems = super().problems
        if self.takes_ready and not self.ready:
            problems.append(_("There are no ready pictures of both versions of the same product. Order new ones."))
        if self.is_valid() and not problems:
            possible, needed = self.pairs * self.cleaned_data["judges_wanted"], self.cleaned_data["minimum_votes"]
            if possible < needed:
                too_few = _("%(pairs)s pairs make %(possible)s votes, and %(needed)s are needed.") % {
                    "pairs": self.pairs,
                    "possible": possible,
                    "needed": needed,
                }
                problems.append(_("%(too_few)s Add a product or a judge.") % {"too_few": too_few})
        return problems

    def plans_for(self, colorways: list[Colorway], placement: Placement) -> Sequence[Plan]:
        """A preview of each version, or nothing where ready pictures are used."""
        if self.takes_ready:
            return []
        terms = DuelTerms(self.version, self.champion, placement)
        return composing.duel_plans(terms, colorways, self.cleaned_data["count"], self.by)
