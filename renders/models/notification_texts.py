"""The sentences of notifications, in the language of the reader. Pages and mails show the same ones."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.money import dollars
from config.people import name_of
from renders.models.banners import Banner
from renders.models.decisions import Decision
from renders.models.notifications import REFUSED_ORDER, Notification, NotificationKind
from renders.models.product_imports import State as ImportState

Text = Callable[[Any], str]
# How much of a reason is quoted.
MAX_REASON = 200


def title_of(one: Notification) -> str:
    """One sentence: what happened, and to what."""
    return TITLES[one.kind](one)


def detail_of(one: Notification) -> str:
    """What else is known; empty where the title says it all."""
    detail = DETAILS.get(one.kind)
    return detail(one)[:MAX_REASON] if detail else ""


def set_finished(one: Any) -> str:
    return _("%(shot_set)s is finished") % {"shot_set": one.shot_set.short_name}


def plan_finished(one: Any) -> str:
    if one.outcome == "pilot":
        return _("The pilot of %(plan)s is finished") % {"plan": one.plan}
    return _("%(plan)s is finished") % {"plan": one.plan}


def counts(one: Any) -> str:
    """ "10 ready, 1 failed." """
    parts = [_("%(count)s ready") % {"count": one.count}]
    if one.failed_count:
        parts.append(_("%(count)s failed") % {"count": one.failed_count})
    if one.cancelled_count:
        parts.append(_("%(count)s cancelled") % {"count": one.cancelled_count})
    return f"{', '.join(parts)}."


def decided(one: Any) -> str:
    texts = {
        Decision.Verdict.APPROVE: _("%(person)s approved %(shot)s"),
        Decision.Verdict.REJECT: _("%(person)s rejected %(shot)s"),
        Decision.Verdict.CHANGES: _("%(person)s asked for changes to %(shot)s"),
    }
    return texts[Decision.Verdict(one.outcome)] % {"person": person_of(one), "shot": one.review.shot}


def banner_decided(one: Any) -> str:
    is_declined = one.outcome == Banner.State.DECLINED
    text = _("%(person)s declined %(banner)s") if is_declined else _("%(person)s approved %(banner)s")
    return text % {"person": person_of(one), "banner": one.banner}


def banner_waits(one: Any) -> str:
    text = ngettext(
        "A drawn picture of %(banner)s waits for your decision",
        "%(count)s drawn pictures of %(banner)s wait for your decision",
        one.count,
    )
    return text % {"banner": one.banner, "count": one.count}


def returned(one: Any) -> str:
    return _("%(shot)s is back after the changes you asked for") % {"shot": one.review.shot}


def product_of(one: Any) -> str:
    colorway = one.review.shot.colorway
    return f"{colorway.product}, {colorway.name}"


def mentioned(one: Any) -> str:
    return _("%(person)s mentioned you in a comment on %(shot)s") % of_thread(one)


def answered(one: Any) -> str:
    text = ngettext(
        "%(person)s commented on %(shot)s",
        "%(count)s new comments on %(shot)s, the last one by %(person)s",
        one.count,
    )
    return text % {**of_thread(one), "count": one.count}


def of_thread(one: Any) -> dict[str, Any]:
    return {"person": person_of(one), "shot": one.thread.review.shot}


def publication_failed(one: Any) -> str:
    text = ngettext(
        "%(publication)s was not published as asked to %(channel)s",
        "%(count)s pictures were not published as asked to %(channel)s",
        one.count,
    )
    return text % of_publication(one)


def publication_live(one: Any) -> str:
    text = ngettext("%(publication)s is live in %(channel)s", "%(count)s pictures are live in %(channel)s", one.count)
    return text % of_publication(one)


def of_publication(one: Any) -> dict[str, Any]:
    return {"publication": one.publication, "channel": one.publication.channel, "count": one.count}


def import_ended(one: Any) -> str:
    texts = {
        ImportState.FAILED: _("%(file)s was not imported"),
        ImportState.MAPPING: _("%(file)s is there and waits for you to look at its columns"),
        ImportState.CHECKED: _("%(file)s is checked and waits for you to look through it"),
    }
    return texts.get(ImportState(one.outcome), _("%(file)s is imported")) % {"file": one.product_import}


def detail_of_import(one: Any) -> str:
    done = one.product_import
    if one.outcome == ImportState.FAILED:
        return str(done.explanation)
    if one.outcome == ImportState.MAPPING:
        return ""
    counts = _("%(new)s new, %(changed)s changed.") % {"new": done.new_count, "changed": done.changed_count}
    if one.outcome != ImportState.CHECKED or not done.fault_count:
        return counts
    return _("%(faults)s errors: nothing of it can be imported as it is.") % {"faults": done.fault_count}


def account_paused(one: Any) -> str:
    return _("The account %(account)s is paused: it orders nothing") % {"account": one.account}


def reason_of_pause(one: Any) -> str:
    return str(one.account.paused_reason) or _("It has resumed since.")


def doubt(one: Any) -> str:
    text = ngettext(
        "An order at %(account)s is in doubt",
        "Orders at %(account)s are in doubt, %(count)s times since you looked",
        one.count,
    )
    return text % {"account": one.account, "count": one.count}


def budget(one: Any) -> str:
    if one.outcome == REFUSED_ORDER:
        text = ngettext(
            "The budget %(budget)s has too little left for an order of %(person)s",
            "The budget %(budget)s had too little left for %(count)s orders, the last one of %(person)s",
            one.count,
        )
        return text % {"budget": one.budget, "person": person_of(one), "count": one.count}
    if one.count >= 100:
        return _("The budget %(budget)s is used up") % {"budget": one.budget}
    return _("%(percent)s %% of the budget %(budget)s is spent or reserved") % {
        "percent": one.count,
        "budget": one.budget,
    }


def left_of_budget(one: Any) -> str:
    """Of one that refused an order; the title of others says it all."""
    if one.outcome != REFUSED_ORDER:
        return ""
    amounts = {"left": f"${dollars(one.budget.left_micros)}", "cap": f"${dollars(one.budget.cap_micros)}"}
    return _("%(left)s of %(cap)s are left now.") % amounts


def person_of(one: Any) -> str:
    return name_of(one.by) if one.by else _("Somebody")


TITLES: dict[str, Text] = {
    NotificationKind.SET_FINISHED: set_finished,
    NotificationKind.PLAN_FINISHED: plan_finished,
    NotificationKind.DECIDED: decided,
    NotificationKind.BANNER_DECIDED: banner_decided,
    NotificationKind.BANNER_WAITS: banner_waits,
    NotificationKind.RETURNED: returned,
    NotificationKind.MENTIONED: mentioned,
    NotificationKind.ANSWERED: answered,
    NotificationKind.PUBLICATION_FAILED: publication_failed,
    NotificationKind.PUBLICATION_LIVE: publication_live,
    NotificationKind.IMPORT_ENDED: import_ended,
    NotificationKind.ACCOUNT_PAUSED: account_paused,
    NotificationKind.DOUBT: doubt,
    NotificationKind.BUDGET: budget,
}
DETAILS: dict[str, Text] = {
    NotificationKind.SET_FINISHED: counts,
    NotificationKind.PLAN_FINISHED: counts,
    NotificationKind.DECIDED: product_of,
    NotificationKind.BANNER_DECIDED: lambda one: str(one.banner.decline_reason),
    NotificationKind.RETURNED: product_of,
    NotificationKind.PUBLICATION_FAILED: lambda one: str(one.publication.explanation),
    NotificationKind.IMPORT_ENDED: detail_of_import,
    NotificationKind.ACCOUNT_PAUSED: reason_of_pause,
    NotificationKind.BUDGET: left_of_budget,
    NotificationKind.DOUBT: lambda one: _("A person finds out what became of it; its money stays reserved until then."),
}
