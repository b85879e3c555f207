"""The trail in words: what each action is called, and how it is told."""

from dataclasses import dataclass

from django import template

from renders.models import Decision, Event, Render

register = template.Library()


@dataclass(frozen=True)
class Action:
    """What an action is called in a filter, how it is told after a name, and its icon and tone."""

    label: str
    told: str
    icon: str
    tone: str = ""


ACTIONS = {
    "launched": Action("Launched", "launched", "paper-airplane", "info"),
    "stopped": Action("Stopped", "stopped", "stop"),
    "rendered again": Action("Rendered again", "ordered again", "arrow-path", "info"),
    "submitted": Action("Submitted for review", "submitted for review", "eye", "info"),
    "withdrawn": Action("Withdrawn from review", "took back from review", "arrow-uturn-left"),
    "decision": Action("Decided", "decided on", "check", "ok"),
    "decision undone": Action("Decision undone", "took back the decision on", "arrow-uturn-left", "warn"),
    "baseline": Action("Baseline picked", "picked as baseline", "bookmark", "info"),
    "frozen": Action("Prompt frozen", "froze the prompt of", "lock-closed", "info"),
    "made current": Action("Made current", "made current the prompt of", "bookmark", "info"),
    "made current without a duel": Action("Made current without a duel", "made current without a duel", "flag", "warn"),
    "duel opened": Action("Duel opened", "opened the blind duel", "scale", "info"),
    "duel closed": Action("Duel closed", "closed the blind duel", "scale", "ok"),
    "proposed": Action("Asked for", "asked to", "hand-raised", "info"),
    "declined": Action("Answered no", "answered no to", "hand-raised", "warn"),
    "publish": Action("Sent to publish", "sent to publish", "globe-alt", "info"),
    "publish again": Action("Published again", "tried again to publish", "arrow-path", "info"),
    "published": Action("Live", "confirmed as live", "globe-alt", "ok"),
    "model exempted": Action("Model exempted", "allowed another image model for", "key", "warn"),
    "campaign opened": Action("Campaign opened", "opened the rest of campaign", "lock-open", "info"),
    "campaign ended": Action("Campaign ended", "ended early campaign", "calendar-days", "warn"),
    "render": Action("Render moved", "", "cog-6-tooth"),
}
VERDICTS = {
    Decision.Verdict.APPROVE: Action("", "approved", "check", "ok"),
    Decision.Verdict.REJECT: Action("", "rejected", "x-mark", "bad"),
    Decision.Verdict.CHANGES: Action("", "asked for changes to", "pencil-square", "warn"),
}


@register.filter
def action(event: Event) -> Action:
    """How this event is told; an action without words of its own is told by its name."""
    if event.action == "decision" and event.after in VERDICTS:
        return VERDICTS[Decision.Verdict(event.after)]
    return ACTIONS.get(event.action) or Action(event.action, event.action, "minus")


@register.filter
def moved(event: Event) -> str:
    """A machine's move in the words of the screen: "from Sending to Rendering"; empty for anything else."""
    labels = dict(Render.State.choices)
    if event.action != "render" or event.after not in labels:
        return ""
    return f"from {labels.get(event.before, event.before)} to {labels[event.after]}"
