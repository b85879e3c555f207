"""Drafts: shot sets that somebody composes and has not launched yet."""

import uuid
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import shapes
from catalog.models.json_fields import StrictJSONField
from renders.models.shot_sets import MAX_TITLE, ShotSet

# As many as My work shows of one list.
MAX_DRAFTS = 100


class SetDraftQuerySet(models.QuerySet["SetDraft"]):
    def of(self, author: User) -> Self:
        """Theirs, the latest first."""
        return self.filter(author=author).order_by("-saved_at", "-pk")

    @transaction.atomic
    def store(self, author: User, token: UUID, *, seen: str = "", **fields: Any) -> "SetDraft":
        """Save the draft with this token, or a new one. It becomes another draft, with a token of its own, where the
        token launched a set, and where the draft was changed since it was read: `seen` was its `stamp` then."""
        if ShotSet.objects.filter(launch_token=token).exists():
            token = uuid.uuid4()
        saved, is_new = self.get_or_create(author=author, token=token, defaults=fields)
        if is_new:
            return saved
        read_again = self.select_for_update().filter(pk=saved.pk).first()
        if read_again is None or (read_again.stamp != seen and not read_again.holds(fields)):
            return self.create(author=author, token=uuid.uuid4(), **fields)
        for name, value in fields.items():
            setattr(read_again, name, value)
        read_again.save()
        return read_again


class SetDraft(models.Model):
    """What its author chose in compose. Nobody else sees it. Its token is the launch token, so that it launches once
    in however many windows it is open; the launch deletes it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="set_drafts", db_index=False
    )
    token = models.UUIDField(default=uuid.uuid4)
    title = models.CharField(max_length=MAX_TITLE, blank=True)
    # What is in it, as compose would call the set.
    about = models.CharField(max_length=MAX_TITLE, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # A document, not rows: it may be incomplete, and must still name rows that are gone.
    choices = StrictJSONField(shape=shapes.set_choices)
    saved_at = models.DateTimeField(auto_now=True)

    objects = SetDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(name="draft_once_a_token", fields=["author", "token"])]
        indexes = [models.Index(name="draft_of_author", fields=["author", "saved_at"])]

    def __str__(self) -> str:
        return self.title or self.about or _("Without products yet")

    def get_absolute_url(self) -> str:
        return f"{reverse('sets.compose')}?draft={self.pk}"

    @property
    def stamp(self) -> str:
        """When it was last saved, for a form to say which state of the draft it shows."""
        return self.saved_at.isoformat()

    def holds(self, fields: dict[str, Any]) -> bool:
        """Whether exactly this is saved in it."""
        return all(getattr(self, name) == value for name, value in fields.items())

    @property
    def chosen(self) -> shapes.SetChoices:
        return shapes.SetChoices.model_validate(self.choices)
