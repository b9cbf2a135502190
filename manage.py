"""Django's command line."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the interpreter that is wrong runs this line too
    sys.exit("Python 3.11 or newer is needed: this is Python {}.{}.".format(*sys.version_info[:2]))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")
    from django.core.management import execute_from_command_line

    from settings.secrets import DataFolderError

    try:
        execute_from_command_line(sys.argv)
    except DataFolderError as error:
        sys.exit(str(error))
