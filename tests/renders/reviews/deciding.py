"""Deciding as the page does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from renders.models import Review


def decide(browser: Client, review: Review, *, headers: Any = None, query: str = "", **words: Any) -> HttpResponse:
    """Post a verdict."""
    address = reverse("reviews.decisions", args=[review.pk]) + query
    response: HttpResponse = browser.post(address, words, headers=headers or {})
    return response
