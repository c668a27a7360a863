from portal.notifications.models.calendar_feed import CalendarFeed
from portal.notifications.models.kept_letter import KeptLetter
from portal.notifications.models.mail_choice import MailChoice
from portal.notifications.models.notification import Notification
from portal.notifications.models.reminder import Reminder

__all__ = ["CalendarFeed", "KeptLetter", "MailChoice", "Notification", "Reminder"]
