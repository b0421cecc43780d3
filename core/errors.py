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
    pass


class Refused(HearkenError):
    pass


class Misused(HearkenError):
    pass


class HistoryError(HearkenError):
    pass


class HistoryUnavailable(HistoryError):
    pass


class NewerDatabase(HistoryError):
    pass


class AlreadyRunning(HistoryError):
    pass


class VaultError(HistoryError):
    pass


class EngineError(HearkenError):
    pass
