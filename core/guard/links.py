"""Links, addresses and handles in a sentence, and whether the registry has them.

Must not know any language.
"""

from __future__ import annotations

import re
from collections.abc import Set

_ENDINGS = (
    "com|org|net|info|io|gov|edu|gg|app|chat|help|online|health|site|me|co"
    "|uk|de|fr|es|it|br|jp|in|ru|ua|pl|nl|eu"
)
_LINK = re.compile(
    r"(?:https?|ftp|tg|mailto)\s?:\s?/{0,2}[^\s<>\"')\]]+"
    r"|www\.[^\s<>\"')\]]+"
    rf"|(?<![\w@.])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"')\]]*)?"
    r"|(?<![\w@.])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,10}/[^\s<>\"')\]]+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w@])@[A-Za-z_]\w{2,63}"
    r"|\]\([^)\s]{1,200}\)"
    r"|\b\w{2,63} (?:dot|punto|ponto|point|punkt|точка|кропка|nokta) (?:com|org|net|info)\b"
)
_AFTER = ".,;:!?…。！？)]}*_"
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")


def foreign_link(text: str, allowed: Set[str]) -> bool:
    """Whether something can be followed or written to that is not ours."""
    found = [match.group() for match in _LINK.finditer(text)]
    if not found:
        return False
    ours = {_bare(link) for link in allowed}
    hosts = {link.split("/")[0] for link in ours}
    return any(_bare(link) not in ours and _bare(link) not in hosts for link in found)


def _bare(link: str) -> str:
    return _SCHEME.sub("", link.rstrip(_AFTER).lower()).rstrip("/")
