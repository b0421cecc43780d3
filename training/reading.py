"""How the detector reads the development messages of a language: what it misses, and what it takes for danger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.crisis import assess
from core.messages import Level, Verdict

FOLDER = Path(__file__).parent / "messages"


def read(language: str) -> Iterator[str]:
    """A line for each message that is read otherwise than it is labelled, and a table at the end."""
    counts: Counter[tuple[str, str]] = Counter()
    for line in (FOLDER / f"{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        verdict = assess(row["text"])
        fault = _fault(row, verdict)
        counts[row["class"], fault or "right"] += 1
        if fault:
            topics = ", ".join(verdict.topics)
            yield f"{fault:9} {row['level']} -> {int(verdict.level)} {topics} [{verdict.evidence}] {row['text']}"
    yield ""
    for kind in sorted({kind for kind, _ in counts}):
        found = {fault: n for (k, fault), n in counts.items() if k == kind}
        yield f"{kind:12} " + ", ".join(f"{fault} {n}" for fault, n in sorted(found.items()))


def _fault(row: dict[str, Any], verdict: Verdict) -> str:
    wanted = row["level"]
    named = not row["topics"] or bool(set(row["topics"]) & {str(topic) for topic in verdict.topics})
    if wanted <= Level.DISTRESS < verdict.level:
        return "false"
    if wanted >= Level.ACTIVE > verdict.level or wanted == Level.PASSIVE > verdict.level:
        return "missed"
    if wanted == Level.DISTRESS > verdict.level:
        return "unheard"
    if abs(wanted - verdict.level) > 1:
        return "level"
    return "" if named else "topic"
