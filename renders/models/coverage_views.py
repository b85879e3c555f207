"""Saved views of coverage: a filter under a name, for whoever saved it."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.http import urlencode

# Views of one person.
MAX_VIEWS = 30
MAX_NAME, MAX_WORDS = 60, 100


class CoverageViewQuerySet(models.QuerySet["CoverageView"]):
    def of(self, author: User) -> Self:
        """Theirs, by name."""
        return self.filter(author=author).select_related("placement").order_by("name", "pk")


class CoverageView(models.Model):
    """Which products and placements its author looks at again and again. Nobody else sees it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coverage_views", db_index=False
    )
    name = models.CharField(max_length=MAX_NAME)
    words = models.CharField(max_length=MAX_WORDS, blank=True)
    category = models.CharField(max_length=60, blank=True)
    placement = models.ForeignKey(
        "catalog.Placement", null=True, blank=True, on_delete=models.CASCADE, related_name="coverage_views"
    )
    only_gaps = models.BooleanField(default=False)

    objects = CoverageViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="coverage_view_name_once_a_person", fields=["author", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('products.coverage')}?{urlencode(self.query)}"

    def rename(self, name: str) -> bool:
        """False where another view of the same person has that name."""
        try:
            with transaction.atomic():
                return bool(CoverageView.objects.filter(pk=self.pk).update(name=name))
        except IntegrityError:
            return False

    @property
    def query(self) -> dict[str, Any]:
        """The filter as the address of the page has it."""
        values = {
            "q": self.words,
            "category": self.category,
            "placement": self.placement.slug if self.placement else "",
            "gaps": "on" if self.only_gaps else "",
        }
        return {name: value for name, value in values.items() if value}
