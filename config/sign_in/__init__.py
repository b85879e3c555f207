"""Signing in: how often somebody may try, and what becomes of a form that was sent after the session had ended."""
