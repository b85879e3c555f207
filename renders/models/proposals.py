"""Proposals: a person who may not freeze, promote or try a version asks somebody who may."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import PromptVersion
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders.models.actions import Action
from renders.models.events import record


class AlreadyProposed(Refusal):
    """The same proposal waits for an answer already."""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        """Not answered yet, the oldest first, with the related rows a page shows."""
        related = ("version__template", "proposed_by")
        return self.filter(answered_at=None).select_related(*related).order_by("proposed_at", "pk")

    def accept(self, kind: str, version: PromptVersion, *, by: User) -> int:
        """Answer yes to the open proposal, if there is one, because what it asks for has been done."""
        unanswered = self.filter(kind=kind, version=version, answered_at=None)
        return unanswered.update(answered_at=database_now(), answered_by=by, is_accepted=True)


class Proposal(models.Model):
    """Freeze this version or make it current, asked of the admins; try it in the lab, asked of the marketers."""

    class Kind(models.TextChoices):
        FREEZE = "freeze", gettext_lazy("Freeze")
        CURRENT = "current", gettext_lazy("Make current")
        LAB = "lab", gettext_lazy("Lab run")

    kind = models.CharField(max_length=7, choices=Kind)
    version = models.ForeignKey("catalog.PromptVersion", on_delete=models.PROTECT, related_name="proposals")
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_proposal_a_version", fields=["kind", "version"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="answered_proposal_says_who_and_what",
                condition=Q(answered_at=None, answered_by=None, is_accepted=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_accepted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        sentences = {
            self.Kind.CURRENT: _("Make %(version)s current"),
            self.Kind.LAB: _("Try %(version)s in the lab"),
            self.Kind.FREEZE: _("Freeze %(version)s"),
        }
        return sentences[self.Kind(self.kind)] % {"version": self.version}

    @classmethod
    def propose(cls, kind: str, version: PromptVersion, *, by: User, note: str = "") -> "Proposal":
        """Raises `AlreadyProposed` while the same proposal is open."""
        try:
            with transaction.atomic():
                proposal = cls.objects.create(kind=kind, version=version, proposed_by=by, note=note)
                record(Action.PROPOSAL_MADE, by=by, version=version, note=str(proposal))
        except IntegrityError:
            raise AlreadyProposed(_("Somebody asked for this a moment ago.")) from None
        return proposal

    def decline(self, *, by: User, answer: str) -> bool:
        """Answer no, with the reason; False when it was answered before."""
        fields = {"answered_at": database_now(), "answered_by": by, "is_accepted": False, "answer": answer}
        with transaction.atomic():
            won = Proposal.objects.filter(pk=self.pk, answered_at=None).update(**fields)
            if won:
                record(
                    Action.PROPOSAL_DECLINED,
                    by=by,
                    version=self.version,
                    person=self.proposed_by,
                    note=f"{self}: {answer}",
                )
        return bool(won)
