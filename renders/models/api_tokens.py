"""Tokens of the JSON API: what a program may do for a person, how often and until when. Only their hashes are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.background.database_clock import database_now
from config.caching.compiled_queries import compiled
from config.permissions import ADD_PRODUCTS, CHANGE_PRODUCTS, LAUNCH, PUBLISH, VIEW_PRODUCTS, VIEW_WORK
from renders.models.actions import Action
from renders.models.events import record

# As programs for other vendors of pictures expect a key to begin.
PREFIX = "sk-packshot-"
SECRET_BYTES = 32
SHOWN_CHARACTERS = 4
RATE_WINDOW = timedelta(minutes=1)
DEFAULT_RATE, MAX_RATE = 300, 3_000
# How long the answer to a request is kept for a repetition of it.
ANSWERS_KEPT = timedelta(days=1)
MAX_KEY_LENGTH = 255


class ApiScope(models.TextChoices):
    """What a token may do, as far as its person may."""

    READ_PRODUCTS = "products:read", _("Read products")
    WRITE_PRODUCTS = "products:write", _("Add and change products")
    READ_SETS = "sets:read", _("Read shot sets")
    LAUNCH = "sets:launch", _("Quote and launch shot sets; this spends money")
    READ_PICTURES = "pictures:read", _("Read renders, decisions and approved pictures")
    READ_PUBLICATIONS = "publications:read", _("Read publications")
    IMPORT = "imports", _("Begin and read imports")
    BANNERS = "banners", _("Ask for banners with a customer's name")
    TASKS = "tasks", _("Tasks as hiapi has them; this spends money")


PERMISSION_OF: dict[str, str] = {
    ApiScope.READ_PRODUCTS: VIEW_PRODUCTS,
    ApiScope.WRITE_PRODUCTS: CHANGE_PRODUCTS,
    ApiScope.READ_SETS: VIEW_WORK,
    ApiScope.LAUNCH: LAUNCH,
    ApiScope.READ_PICTURES: VIEW_WORK,
    ApiScope.READ_PUBLICATIONS: VIEW_WORK,
    ApiScope.IMPORT: ADD_PRODUCTS,
    ApiScope.BANNERS: PUBLISH,
    ApiScope.TASKS: LAUNCH,
}


def hash_of(secret: str) -> str:
    """A secret has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        """Neither revoked nor expired, of people who are let in."""
        return self.filter(revoked_at=None, expires_at__gt=database_now(), person__is_active=True)

    def of(self, secret: str) -> "ApiToken | None":
        """The usable token with this secret."""
        return self.usable().select_related("person").filter(secret_hash=hash_of(secret)).first()

    def shown_to(self, person: User, *, all_services: bool) -> Self:
        """Somebody's own, and those of services where asked; the newest first."""
        mine = Q(person=person)
        shown = self.filter(mine | Q(is_service=True)) if all_services else self.filter(mine)
        return shown.select_related("person", "made_by", "revoked_by").order_by("-pk")


def acts_for_program(person: User) -> bool:
    """Whether this user is a service's: a token was made for it."""
    return bool(tokens_of_service(person.pk))


@compiled
def tokens_of_service(person: int) -> models.QuerySet["ApiToken", Any]:
    """One at most."""
    return ApiToken.objects.filter(person__pk=person, is_service=True).order_by().values_list("pk")[:1]


class ApiToken(models.Model):
    """Speaks for one person, or for a service that has a user of its own. Its secret is shown once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    is_service = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=SHOWN_CHARACTERS)
    # Separated by blanks.
    scopes = models.CharField(max_length=200)
    rate = models.PositiveSmallIntegerField(default=DEFAULT_RATE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    window_began_at = models.DateTimeField(null=True)
    used_in_window = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="api_token_has_a_rate", condition=Q(rate__gte=1)),
            models.CheckConstraint(
                name="revoked_api_token_says_by_whom",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_by__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"

    @classmethod
    def make(
        cls, *, person: User, name: str, scopes: list[str], rate: int, days: int, by: User, is_service: bool = False
    ) -> tuple["ApiToken", str]:
        """A new token and its secret, which nobody can read again."""
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        with transaction.atomic():
            token = cls.objects.create(
                person=person,
                is_service=is_service,
                name=name,
                secret_hash=hash_of(secret),
                ending=secret[-SHOWN_CHARACTERS:],
                scopes=" ".join(scopes),
                rate=rate,
                made_by=by,
                expires_at=database_now() + timedelta(days=days),
            )
            record(Action.TOKEN_MADE, by=by, person=person, note=f"{token}: {token.scopes}")
        return token, secret

    @property
    def scope_names(self) -> list[str]:
        return self.scopes.split()

    @property
    def scope_labels(self) -> list[str]:
        """As the page lists them."""
        return [str(ApiScope(name).label) for name in self.scope_names if name in ApiScope.values]

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= database_now()

    def may(self, scope: str) -> bool:
        """Whether it has this scope, and its person may still do that."""
        return scope in self.scope_names and self.person.has_perm(PERMISSION_OF[scope])

    def count_request(self) -> bool:
        """Count one more request; False, and nothing is counted, when its rate is used up for now."""
        now = database_now()
        is_running = Q(window_began_at__gt=now - RATE_WINDOW)
        counted = ApiToken.objects.filter(pk=self.pk).exclude(is_running, used_in_window__gte=F("rate"))
        return bool(
            counted.update(
                last_used_at=now,
                used_in_window=Case(When(is_running, then=F("used_in_window") + 1), default=Value(1)),
                window_began_at=Case(When(is_running, then=F("window_began_at")), default=Value(now)),
            )
        )

    def seconds_to_wait(self, now: datetime) -> int:
        """Until its rate counts anew."""
        began = ApiToken.objects.values_list("window_began_at", flat=True).get(pk=self.pk) or now
        return max(1, round((began + RATE_WINDOW - now).total_seconds()))

    def revoke(self, *, by: User) -> bool:
        """End it for good; False when somebody already did."""
        with transaction.atomic():
            standing = ApiToken.objects.filter(pk=self.pk, revoked_at=None)
            is_revoked = bool(standing.update(revoked_at=database_now(), revoked_by=by))
            if is_revoked:
                record(Action.TOKEN_REVOKED, by=by, person=self.person, note=str(self))
        return is_revoked


class ApiAnswer(models.Model):
    """The answer to a request that came with an Idempotency-Key; without a status it is not finished yet."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=MAX_KEY_LENGTH)
    request_hash = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key_once_a_token", fields=["token", "key"])]
        # Every request forgets its token's old answers.
        indexes = [models.Index(name="api_answer_age", fields=["token", "begun_at"])]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.key}"
