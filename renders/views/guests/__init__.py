"""Guests: their links as the team sees them, and the pages that a link opens without an account."""
