"""Retention: what is older than its time, and removing it."""
