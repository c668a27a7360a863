"""The course of a commitment over its year as geometry: where each sent entry stands in the small picture."""

from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 240, 64, 6  # in units of the picture; the template's viewBox is made of them


@dataclass(frozen=True)
class Point:
    """One sent entry: texts for the attributes of SVG (with points, never commas), and whether it is a claim."""

    x: str
    y: str
    is_done: bool


@dataclass(frozen=True)
class Course:
    """What the picture draws: points in order, the line through them, and the place of the deadline (or nothing)."""

    points: tuple
    line: str
    due_x: str

    view_box = f"0 0 {WIDTH} {HEIGHT}"
    foot = str(HEIGHT - EDGE)
    head = str(EDGE)


def course_of(entries, period, due_on):
    """Return the ``Course`` of sent ``entries`` (oldest first) in the year ``period``, or None without any."""
    if not entries:
        return None
    points = [Point(_x(entry.reached_on, period), _y(entry.percent), entry.is_claim) for entry in entries]
    line = " ".join(f"{point.x},{point.y}" for point in points)
    return Course(tuple(points), line, _x(due_on, period) if due_on else "")


def _x(day, period):
    span = (period.ends_on - period.starts_on).days
    share = min(max((day - period.starts_on).days / span, 0), 1)
    return f"{EDGE + share * (WIDTH - 2 * EDGE):.1f}"


def _y(percent):
    return f"{HEIGHT - EDGE - percent / 100 * (HEIGHT - 2 * EDGE):.1f}"
