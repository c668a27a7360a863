"""A real cluster on the test database, started by ``test_killed.py`` as a process of its own.

It knows the kinds of the tests, and takes a silent lease after so many seconds as its argument says.
"""

import datetime
import sys

import django
from django.core.management import call_command

django.setup()

from portal.jobs import running  # noqa: E402 -- only once the apps are there
from tests.portal.jobs import kinds  # noqa: E402

running.BEAT_SECONDS = 0.5
running.SILENCE = datetime.timedelta(seconds=int(sys.argv[1]))
kinds.register()
call_command("qcluster")
