"""Who had which review on their screen."""

from django.conf import settings
from django.db import models


class ReviewOpening(models.Model):
    """This person has looked at this review."""

    review = models.ForeignKey("renders.Review", on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="review_opened_once_a_person", fields=["review", "person"])]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.person_id}"
