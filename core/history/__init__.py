"""What is kept of people who said yes: sealed, countable, and gone when they say so.

The only part that knows a database. Start at `store.py`; `purge.py` is the part that must be beyond doubt.
"""
