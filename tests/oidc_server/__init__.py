"""A real OpenID Connect server for the tests of signing in: django-allauth's own, a process of its own.

It has users of its own and says of each what ``claims.json`` in its folder holds at that moment.
"""
