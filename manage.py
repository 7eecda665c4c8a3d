#!/usr/bin/env python3
"""The one door: `up` runs the site, `test` the tests, `lint` the checks, and every Django command goes through here."""

import sys

# Any Python must be able to read this file, or the sentence below would be a syntax error instead.
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        "mjweb needs Python 3.11, 3.12 or 3.13, and this is Python {}.{}. "
        "Run the same command with one of them, for example: python3.12 manage.py up".format(*sys.version_info[:2])
    )

from mjweb import bootstrap

if __name__ == "__main__":
    bootstrap.enter(sys.argv)

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "test":
        from mjweb import testing

        sys.exit(testing.main(sys.argv[2:]))
    if command == "lint":
        from mjweb import lint

        sys.exit(lint.main())

    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mjweb.settings")
    execute_from_command_line(sys.argv)
