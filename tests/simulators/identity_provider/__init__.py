"""A real OpenID Connect provider on loopback: the one of django-allauth, in a process of its own.

People and lies are put in by `/_control/`, everything else is allauth's.
"""
