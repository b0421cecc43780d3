"""Helplines: the registry of numbers that are shown to people in danger, and who is shown which.

`record` says what a line is, `reading` and `registry` hold the data files, `countries` finds a country by
name, `place` keeps what moderators set, `resolve` answers whom to show what, `check` says what is wrong.
Nothing here reaches the network or the database.
"""

from core.helplines.check import Problem, Severity, check, stale
from core.helplines.place import AddedLine, PlaceLines
from core.helplines.record import (
    Audience,
    Contact,
    Cost,
    Emergency,
    Helpline,
    LineTopic,
    Method,
    Service,
    Status,
    Tier,
)
from core.helplines.registry import Country, Registry, load
from core.helplines.resolve import Resolution, Shown, resolve, service_for

__all__ = [
    "AddedLine",
    "Audience",
    "Contact",
    "Cost",
    "Country",
    "Emergency",
    "Helpline",
    "LineTopic",
    "Method",
    "PlaceLines",
    "Problem",
    "Registry",
    "Resolution",
    "Service",
    "Severity",
    "Shown",
    "Status",
    "Tier",
    "check",
    "load",
    "resolve",
    "service_for",
    "stale",
]
