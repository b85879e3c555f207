"""Signing in at the organisation's own OpenID Connect provider.

Only `variables` and `roles` are imported where nothing is set; the rest needs the extra `sso`.
"""
