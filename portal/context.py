"""What the frame of every page needs: navigation, unread notifications, whose portal it is, how it is displayed."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portal.lib import composed
from portal.lib.dates import today
from portal.notifications.models import Notification

THEME_COOKIE = "portal_theme"
TEXT_COOKIE = "portal_text"
THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("medium", "large", "largest")
# A phone's bar holds so many entries beside "more", and the row of a screen of 1280 points so many.
TABBAR_ENTRIES = 3
ROW_ENTRIES = 8


GROUPS = ("own", "duty", "records")


def frame(request):
    """Return the context of ``base.html``. What costs a query is asked only when a template shows it."""
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    return {
        "signed_in": signed_in,
        "theme": _chosen(request, THEME_COOKIE, THEMES),
        "text_size": _chosen(request, TEXT_COOKIE, TEXT_SIZES),
        "today": today(),
        "help_line": settings.HELP_LINE,
        "oidc_name": settings.OIDC_NAME if settings.OIDC_SERVER else "",
        "second_factor_off": not settings.SECOND_FACTOR and not settings.TESTING,
        "navigation": SimpleLazyObject(lambda: navigation(request, person) if signed_in else {}),
        "unread_count": SimpleLazyObject(lambda: Notification.objects.of(person).unread().count() if signed_in else 0),
        "standing_in": SimpleLazyObject(lambda: standing_in(person) if signed_in else []),
        "unit_name": SimpleLazyObject(lambda: unit_name(person) if signed_in else ""),
    }


def _chosen(request, cookie, choices):
    value = request.COOKIES.get(cookie)
    return value if value in choices else choices[0]


def navigation(request, person):
    """Return the entries for ``person``: ``own``, ``duty`` and ``tucked`` for a row, ``bar`` and ``more`` for a phone.

    Each entry is a dict of the link and whether it is current. ``tucked`` are the records, and what follows in the row
    where it is full all the same; where all fit, the records stand in the row.
    """
    links = sorted((link for part in composed.navigation_for for link in part(person)), key=lambda link: link.order)
    fits = [_fit(request, link) for link in links]
    best = max(fits, default=0)
    entries = [{"link": link, "current": fit == best > 0} for link, fit in zip(links, fits, strict=True)]
    own, duty, records = ([entry for entry in entries if entry["link"].group == group] for group in GROUPS)
    every = own + duty + records
    if len(every) <= ROW_ENTRIES:
        own, tucked = own + records, []
    else:
        room = max(ROW_ENTRIES - len(own), 0)
        duty, tucked = duty[:room], duty[room:] + records
    held = len(every) if len(every) <= TABBAR_ENTRIES + 1 else TABBAR_ENTRIES
    return {"own": own, "duty": duty, "tucked": tucked, "bar": every[:held], "more": every[held:]}


def _fit(request, link):
    """Return how long the longest prefix is by which the link counts as current: where two do, the nearer one is."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    return max((len(name) for name in link.current_on if view.startswith(name)), default=0)


def standing_in(person):
    """Return the delegations by which the person stands in for somebody today; their posts are read already."""
    return [post.delegation for post in person.acting_posts if post.delegation]


def unit_name(person):
    """Return the name of the organisation a person works under: the committee above a cell, not the cell."""
    posts = person.posts_today
    for post in posts:
        if not post.place.is_cell:
            return post.place.name
    # An officer of a cell is of that cell: their membership is asked of who holds no post only.
    cell = posts[0].place if posts else person.membership_today and person.membership_today.cell
    return (cell.parent or cell).name if cell else ""
