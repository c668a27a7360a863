"""A real cluster on the test database, started by ``test_killed.py`` as a process of its own.

It knows the kinds of the tests, and gives up on a silent lease after two seconds, so that a test need not wait long.
"""

import datetime

import django
from django.core.management import call_command

django.setup()

from portal.jobs import running  # noqa: E402 -- only once the apps are there
from tests.portal.jobs import kinds  # noqa: E402

running.BEAT_SECONDS = 0.5
running.SILENCE = datetime.timedelta(seconds=2)
kinds.register()
call_command("qcluster")
