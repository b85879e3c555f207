"""Fetching a finished picture again: when, and until when."""
