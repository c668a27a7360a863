"""Earlier years in: levels, shortcomings and counts from the lists that offices keep, before the portal has a history.

``taking.take_in`` recognises which of the three lists a file is, and rehearses or writes it; ``kinds`` lets the pages
of all lists do so.
"""
