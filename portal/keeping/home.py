"""What the keeping of the installation contributes to the home of whoever administers it."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.directory.roles import Act
from portal.keeping import files
from portal.lib.composed import Task


def put_aside(person, today):
    """Return one task while files that a restore has put aside lie about, due when they have been kept long enough."""
    if not person.may_anywhere(Act.ADMINISTER):
        return []
    folders = files.aside_since()
    if not folders:
        return []
    folder, since = folders[0]
    title = _("Look through the files that the restore of %(day)s put aside") % {"day": f"{since:%d/%m/%Y}"}
    why = _("They lie in %(folder)s on the server. Take back what is missed; manage.py purge deletes the rest.")
    due_on = since + datetime.timedelta(days=settings.KEEP_ASIDE_DAYS)
    url = f"{reverse('directory:trail')}?action=audit.restored"
    return [Task(title, why % {"folder": folder.name}, _("See the restore in the trail"), url, due_on, "archive")]
