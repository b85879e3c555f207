"""Whether approved pictures fit the rules of a channel. One that is blocked goes out with a reviewer's reason only."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from renders.insights.channel_rules import fit_of, rules_named
from renders.models import Channel, ChannelOverride, Decision
from renders.quality import ChannelFit, Outcome


class DoesNotFit(Refusal):
    """The rules of the channel block this picture, and nobody let it through; nothing was published."""


def blocked(decisions: Iterable[Decision], channel: Channel) -> dict[int, ChannelFit]:
    """By decision: what the rules of the channel block and no reviewer let through. A picture that was never measured
    is not blocked."""
    rules = rules_named(channel.rules)
    if rules is None:
        return {}
    rows = list(decisions)
    through = ChannelOverride.objects.filter(channel=channel, decision__in=[one.pk for one in rows])
    let_through = set(through.values_list("decision", flat=True))
    fits = ((one.pk, fit_of(one.render, rules)) for one in rows if one.pk not in let_through)
    return {pk: fit for pk, fit in fits if fit and fit.outcome is Outcome.BLOCK}


def require_fit(decision: Decision, channel: Channel) -> None:
    """Raises `DoesNotFit`."""
    for fit in blocked([decision], channel).values():
        raise DoesNotFit(sentence(fit, channel))


def sentence(fit: ChannelFit, channel: Channel) -> str:
    """What is wrong, by which limit, and what helps."""
    words = {"channel": channel, "rules": _(fit.rules.name), "faults": " ".join(fit.lacks)}
    return (
        _(
            "%(channel)s takes it not, by the rules “%(rules)s”: %(faults)s Nothing was published. Finish or order the "
            "picture anew, or ask a reviewer to let it through with a reason, on the page of its review."
        )
        % words
    )
