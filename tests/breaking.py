"""Breaking off what writes, at any statement that it sends: nothing of it may stay."""

import random

import pytest
from django.db import connection, transaction


class Killed(BaseException):
    """What no code of ours catches."""


def is_counted(sql):
    """Leave out what depends on whether another transaction is around."""
    return not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))


def statements_of(act):
    """Return how many statements ``act`` sends, and leave nothing of it."""
    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += is_counted(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(counting):
            act()
        transaction.set_rollback(True)
    return count


def killed_at(number, act):
    """Run ``act`` until its statement ``number``, then break it off."""
    left = number

    def killing(execute, sql, params, many, context):
        nonlocal left
        left -= is_counted(sql)
        if left < 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(killing), pytest.raises(Killed):
        act()


def broken_off(act, *, samples):
    """Break ``act`` off at its first two statements, its last, and ``samples`` others; yield the number of each."""
    count, dice = statements_of(act), random.Random(5)
    for number in sorted({0, 1, count - 1, *dice.sample(range(count), min(count, samples))}):
        killed_at(number, act)
        yield number
