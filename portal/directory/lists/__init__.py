"""Lists of the directory in: organisations, people, appointments.

=========================================  ===========================================================================
``organizations.take_in(file, name, …)``   organisations with code, name, type, superior; returns an ``Outcome``
``people.read(file, name, …)``             a list of members as a ``MemberList``, however the office keeps it
``people.take_in(list, write=…, …)``       rehearse or write it; returns an ``Outcome``
``appointments.take_in(file, name, …)``    posts and offices at committees; returns an ``Outcome``
=========================================  ===========================================================================

All take ``by`` (None for a command: every organisation is in reach) and write in one transaction with one event for the
import and one for each record. Importing the same list twice changes nothing.
"""
