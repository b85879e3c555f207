"""Who may look. What somebody may do stands on each view that does it."""

from django.contrib.auth.decorators import permission_required

sees_work = permission_required("renders.view_shotset", raise_exception=True)
"""Everybody in a role reads products, sets, pictures and verdicts; a person in none sees nothing."""
