"""Secrets of the installation: where they come from, and that no log line shows them."""
