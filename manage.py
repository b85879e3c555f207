#!/usr/bin/env python
"""Packshot's command line."""

import os
import sys


def main() -> None:
    """Run a management command."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - `up` watches without Django
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"{problem}")


if __name__ == "__main__":
    if sys.argv[1:3] == ["up", "--watch"]:  # `up` itself calls this, once everything is set up
        from config.supervision import supervising

        supervising.main(int(sys.argv[3]))
    main()
