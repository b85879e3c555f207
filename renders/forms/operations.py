"""The forms of the operations pages: which part of the audit log to show, and what became of a request in doubt."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.forms.fields import PersonFilterField
from renders.models import ShotSet
from renders.models.actions import Action
from renders.models.events import EventQuerySet

ACTION_GROUPS: list[tuple[str | Promise, tuple[Action, ...]]] = [
    (
        gettext_lazy("Shot sets"),
        (
            Action.SET_LAUNCHED,
            Action.SET_STOPPED,
            Action.SET_PAUSED,
            Action.SET_RESUMED,
            Action.RENDER_REORDERED,
            Action.RENDER_REWORKED,
            Action.RENDER_FETCHED_AGAIN,
            Action.RENDER_FINISHED,
            Action.MODEL_EXEMPTED,
            Action.VERSION_EXEMPTED,
        ),
    ),
    (
        gettext_lazy("Reviews"),
        (
            Action.REVIEW_SUBMITTED,
            Action.REVIEW_WITHDRAWN,
            Action.REVIEW_PRIORITISED,
            Action.DECISION_MADE,
            Action.DECISION_UNDONE,
            Action.COMMENT_ADDED,
            Action.THREAD_RESOLVED,
            Action.THREAD_REOPENED,
            Action.GUEST_INVITED,
            Action.GUEST_LINK_ENDED,
        ),
    ),
    (
        gettext_lazy("Prompts"),
        (
            Action.BASELINE_PICKED,
            Action.VERSION_FROZEN,
            Action.VERSION_MADE_CURRENT,
            Action.DUEL_OVERRIDDEN,
            Action.PROPOSAL_MADE,
            Action.PROPOSAL_DECLINED,
        ),
    ),
    (gettext_lazy("Duels"), (Action.DUEL_OPENED, Action.DUEL_CLOSED)),
    (gettext_lazy("Imports"), (Action.PRODUCTS_IMPORTED, Action.IMPORT_UNDONE)),
    (gettext_lazy("Campaigns"), (Action.CAMPAIGN_OPENED, Action.CAMPAIGN_SHARE_CHANGED, Action.CAMPAIGN_ENDED)),
    (
        gettext_lazy("Product pictures"),
        (Action.CUTOUT_USED, Action.CUTOUT_ACCEPTED, Action.CUTOUT_DECLINED, Action.LABEL_PLACED),
    ),
    (
        gettext_lazy("Publications"),
        (
            Action.CHANNEL_OVERRIDDEN,
            Action.PUBLICATION_REQUESTED,
            Action.PUBLICATION_RETRIED,
            Action.PUBLICATION_LIVE,
            Action.ALT_TEXT_CHANGED,
            Action.WITHDRAWAL_ASKED,
            Action.ROLLBACK_ASKED,
            Action.PUBLICATION_GONE,
            Action.PUBLICATION_BACK,
        ),
    ),
    (
        gettext_lazy("Providers"),
        (
            Action.CLAIM_MADE,
            Action.CLAIM_WITHDRAWN,
            Action.ACCOUNT_PAUSED,
            Action.ACCOUNT_RESUMED,
            Action.MODEL_PAUSED,
            Action.MODEL_RESUMED,
            Action.DOUBT_RESOLVED,
        ),
    ),
    (gettext_lazy("Budgets"), (Action.BUDGET_RAISE_ASKED, Action.BUDGET_RAISED, Action.HOURS_BOOKED)),
    (
        gettext_lazy("Banners"),
        (
            Action.BANNER_FROZEN,
            Action.BANNER_APPROVED,
            Action.BANNER_DECLINED,
            Action.BANNER_RETIRED,
            Action.BANNER_UNREVIEWED,
            Action.BANNER_REVIEWED_AGAIN,
            Action.BANNER_PICTURE_APPROVED,
            Action.BANNER_PICTURE_DECLINED,
        ),
    ),
    (
        gettext_lazy("Sign-ins"),
        (
            Action.SIGNED_IN,
            Action.SIGN_IN_REFUSED,
            Action.PERSON_LINKED,
            Action.PERSON_UNLINKED,
            Action.SESSIONS_ENDED,
        ),
    ),
    (gettext_lazy("API"), (Action.TOKEN_MADE, Action.TOKEN_REVOKED)),
    (
        gettext_lazy("Webhooks"),
        (
            Action.WEBHOOK_ADDED,
            Action.WEBHOOK_CHANGED,
            Action.WEBHOOK_SECRET_MADE,
            Action.WEBHOOK_PAUSED,
            Action.WEBHOOK_RESUMED,
            Action.WEBHOOK_REMOVED,
        ),
    ),
    (gettext_lazy("Inspection"), (Action.RULES_CHANGED,)),
    (gettext_lazy("Backups"), (Action.BACKUP_RESTORED,)),
    (
        gettext_lazy("Retention"),
        (Action.RETENTION_STARTED, Action.RETENTION_APPLIED, Action.GUEST_ERASED, Action.PERSON_ERASED),
    ),
    (gettext_lazy("Machine"), (Action.RENDER_MOVED,)),
]
OUTCOMES = [
    ("not_accepted", gettext_lazy("The provider has no such order: order it again")),
    ("accepted", gettext_lazy("The provider made it, and the picture is lost: count it as spent")),
]


class ActivityFilter(forms.Form):
    """Person, action, shot set. It lives in the address; an unknown value does not filter."""

    person = PersonFilterField(label=gettext_lazy("Person"))
    action = forms.ChoiceField(
        label=gettext_lazy("Action"),
        choices=[
            ("", gettext_lazy("Everything")),
            *((group, [(one.value, one.label) for one in actions]) for group, actions in ACTION_GROUPS),
        ],
        required=False,
    )
    set = forms.CharField(
        label=gettext_lazy("Shot set"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "S-1042"}),
    )
    machine = forms.BooleanField(label=gettext_lazy("Include the machine's moves"), required=False)

    def selected(self) -> dict[str, Any]:
        """The valid values that filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply_to(self, events: EventQuerySet) -> EventQuerySet:
        """The events that were asked for. Whoever asks for one action also gets those of the machine."""
        selected = self.selected()
        if "action" in selected:
            events = events.filter(action=selected["action"])
        elif "machine" not in selected:
            events = events.by_people()
        if "person" in selected:
            events = events.filter(by=selected["person"])
        if "set" in selected:
            events = events.filter(shot_set=ShotSet.objects.filter(code=selected["set"].strip().upper()).first())
        return events

    def query_string(self) -> str:
        """The filter as it stands in an address, without a question mark."""
        selected = self.selected()
        parameters = {name: str(value) for name, value in selected.items()}
        parameters |= {"machine": "on"} if "machine" in selected else {}
        parameters |= {"person": selected["person"].get_username()} if "person" in selected else {}
        return urlencode(parameters)


class DoubtForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What the provider's own records say"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the provider's records say.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Say how you know, for example: not in the vendor's task list of today.")
        },
    )

    def resolution(self) -> dict[str, Any]:
        """The arguments of `outcomes.resolve_doubt`."""
        return {"was_accepted": self.cleaned_data["outcome"] == "accepted", "reason": self.cleaned_data["reason"]}
