"""Every error that this program raises on purpose, and who gets to see it.

    HearkenError
     ├── ConfigError            the operator, at start: what in config.toml is wrong and what to write
     ├── Refused                the person: they may not do this here, and why
     ├── Misused                the person: the command's arguments do not fit, with an example that does
     ├── HistoryError           nobody's words are lost by it: the talk goes on without history
     │    ├── HistoryUnavailable   the operator: disk full, locked, corrupt or unreachable, and what to do
     │    ├── NewerDatabase        the operator, at start: upgrade the program
     │    ├── AlreadyRunning       the operator, at start: another process holds this database
     │    └── VaultError           the operator, at start: key file or keyring missing, wrong or too open
     └── EngineError            nobody: the template listener answers instead

A message in one of these is written for the one who sees it, in one or two sentences, and never holds
what somebody wrote, a raw id or a token.
"""


class HearkenError(Exception):
    """The root; catching it means "something we foresaw"."""


class ConfigError(HearkenError):
    """config.toml, or what it points at, cannot be as it is."""


class Refused(HearkenError):
    """They may not do this, or not here."""


class Misused(HearkenError):
    """The command is theirs to use, but not like this."""


class HistoryError(HearkenError):
    """Something about what is kept."""


class HistoryUnavailable(HistoryError):
    """The database cannot be reached, read or written."""


class NewerDatabase(HistoryError):
    """The tables are of a version that this program does not know."""


class AlreadyRunning(HistoryError):
    """Somebody else holds the lock."""


class VaultError(HistoryError):
    """What is there does not belong together, or is not there."""


class EngineError(HearkenError):
    """The engine cannot go on with this reply."""
