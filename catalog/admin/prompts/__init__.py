"""Templates and their versions: where admins write prompts."""

from catalog.admin.prompts import pages

__all__ = ["pages"]
