"""Webhooks: endpoints of other systems, their secrets, and what was sent to them."""
