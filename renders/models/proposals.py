"""Proposals: somebody who may not freeze or promote asks for it, and the question stands until it is answered."""

from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from renders.models.events import record


class AlreadyProposed(Exception):
    """The same question waits for an answer already."""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions asked of proposals."""

    def open(self) -> Self:
        """Not answered yet, the oldest first, with what a page says about them."""
        related = ("version__template", "proposed_by")
        return self.filter(answered_at=None).select_related(*related).order_by("proposed_at", "pk")

    def settle(self, kind: str, version: Any, *, by: Any) -> int:
        """What was asked for has been done: answer the open question, if there is one."""
        asked = self.filter(kind=kind, version=version, answered_at=None)
        return asked.update(answered_at=timezone.now(), answered_by=by, is_granted=True)


class Proposal(models.Model):
    """Freeze this version, or make it current: asked by one person, answered by an admin."""

    class Kind(models.TextChoices):
        FREEZE = "freeze", "Freeze"
        CURRENT = "current", "Make current"

    kind = models.CharField(max_length=7, choices=Kind)
    version = models.ForeignKey("catalog.PromptVersion", on_delete=models.PROTECT, related_name="proposals")
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
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
                condition=Q(answered_at=None, answered_by=None, is_granted=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_granted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Make {self.version} current" if self.kind == self.Kind.CURRENT else f"Freeze {self.version}"

    @classmethod
    def ask(cls, kind: str, version: Any, *, by: Any, note: str = "") -> "Proposal":
        """Put the question to the admins. Raises `AlreadyProposed` while the same one is open."""
        try:
            with transaction.atomic():
                proposal = cls.objects.create(kind=kind, version=version, proposed_by=by, note=note)
                record("proposed", by=by, note=str(proposal))
        except IntegrityError:
            raise AlreadyProposed from None
        return proposal

    def decline(self, *, by: Any, answer: str) -> bool:
        """Answer no, with the reason; False when it was answered before."""
        words = {"answered_at": timezone.now(), "answered_by": by, "is_granted": False, "answer": answer}
        with transaction.atomic():
            won = Proposal.objects.filter(pk=self.pk, answered_at=None).update(**words)
            if won:
                record("declined", by=by, note=f"{self}: {answer}")
        return bool(won)
