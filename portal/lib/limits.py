"""How often something may be tried from one place: counted in the cache, which all web processes share."""

import ipaddress
import time

from django.core.cache import cache


def is_within(name: str, address: str | None, *, most: int, seconds: int) -> bool:
    """Count one try of ``name`` from ``address`` and tell whether it is one of the first ``most`` within ``seconds``.

    The count begins anew at fixed moments. An IPv6 address counts with its whole /64, which one subscriber holds; where
    no address is known all share one count. Two tries at the very same moment may count as one.
    """
    key = _key(name, address, seconds)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two lines
        return True


def is_spent(name: str, address: str | None, *, most: int, seconds: int) -> bool:
    """Tell whether ``address`` has had its ``most`` tries of ``name``, without counting one.

    For what counts failures only: people who come through one address do not use up each other's tries.
    """
    return cache.get(_key(name, address, seconds), 0) >= most


def _key(name, address, seconds):
    return f"limit:{name}:{_place_of(address)}:{int(time.time()) // seconds}"


def _place_of(address):
    if address is None:
        return "unknown"
    known = ipaddress.ip_address(address)
    return ipaddress.ip_network((known, 64), strict=False).network_address if known.version == 6 else known
