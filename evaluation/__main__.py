"""`make evaluate`: measure the crisis detector beside its peers and write docs/evaluation.md.

Every figure is counted in this run. The self-made sets are only read, and no sentence of anybody is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.crisis import assess, follow
from core.languages import SUPPORTED
from core.messages import Level, Verdict
from evaluation import ordinary, peers, speed
from evaluation.counting import Share, table
from evaluation.disguises import DISGUISES
from evaluation.sets import Dialogue, Item, dialogues, digest, items

TARGET = Path(__file__).parents[1] / "docs" / "evaluation.md"
LOOKS = Path(__file__).parent / "looks.txt"
_DISGUISED = 200
_HUGE_PIECES = ("I went to the market and then ", "kill myself ", "a" * 60 + " ", "ⓚⓘⓛⓛ ﷺ ", "想死" * 20)


@dataclass(frozen=True, slots=True)
class Read:
    """One item of the sets with what the detector made of it."""

    item: Item
    verdict: Verdict

    @property
    def found(self) -> bool:
        match self.item.kind:
            case "explicit":
                return self.verdict.level >= Level.ACTIVE
            case "passive":
                return self.verdict.level >= Level.PASSIVE
            case "indirect":
                return self.verdict.level >= Level.DISTRESS
            case _:
                return self.verdict.level >= Level.PASSIVE and self.named

    @property
    def named(self) -> bool:
        return not self.item.topics or bool(self.item.topics & {str(t) for t in self.verdict.topics})

    @property
    def left_alone(self) -> bool:
        return self.verdict.level < Level.PASSIVE

    @property
    def near(self) -> bool:
        return abs(self.verdict.level - self.item.level) <= 1


def main() -> None:
    say = _told(sys.stderr.write)
    say("the self-made sets")
    reads = [Read(item, assess(item.text)) for item in items()]
    say("dialogues")
    talks = [(dialogue, [int(v.level) for v in follow(dialogue.turns)]) for dialogue in dialogues()]
    parts = [_head(), _english(reads), _tongues(reads), _confused(reads), _talks(talks)]
    say("the peers")
    parts.append(_peers(reads))
    say("ordinary talk")
    parts.append(_ordinary())
    say("disguises")
    parts.append(_disguises(reads))
    say("speed")
    parts.append(_speed())
    TARGET.write_text("\n\n".join(parts) + "\n", "utf-8")
    say(f"written to {TARGET}")


def _told(write: Callable[[str], object]) -> Callable[[str], None]:
    return lambda text: (write(f"evaluation: {text}\n"), None)[1]


def _head() -> str:
    looks = LOOKS.read_text("utf-8").strip() if LOOKS.is_file() else "first look"
    return f"""# How well the crisis detector reads

Written by `make evaluate` on {datetime.now(UTC):%Y-%m-%d}. Shares come with their counts and Wilson's 95% interval.
Screening rules, not a clinical instrument.

The sets are **self-made**: written for this measurement by writers who knew the conventions (levels, topics) alone
and had seen neither lexicon nor code, and not reviewed by native speakers or clinicians; results on them say how
the detector does on such messages, not how it does in the world. SHA-256 over the sets, committed before the first
run:
`{digest()}`.

Looks at them so far:

{looks}"""


def _english(reads: Sequence[Read]) -> str:
    ours = [r for r in reads if r.item.language == "en"]
    rows = [
        ("explicit risk, levels 3-5, read as 3 or more", _found(ours, "explicit"), "0.98"),
        ("passive wishes, level 2, read as 2 or more", _found(ours, "passive"), "-"),
        ("indirect own risk, read as 1 or more", _found(ours, "indirect"), "0.85"),
        ("other topics, read as 2 or more and named", _found(ours, "topic"), "0.90"),
        *((f"{kind}: left alone (0 or 1)", _spared(ours, kind), "0.95") for kind in _NEGATIVES),
        ("all of those to be left alone", Share.among(r.left_alone for r in ours if r.item.negative), "0.95"),
        ("level within one", Share.among(r.near for r in ours), "0.95"),
        ("worry for another, named", _named(ours, "helper"), "-"),
        ("bereavement, named", _named(ours, "bereavement"), "-"),
    ]  # fmt: skip
    return "## English\n\n" + table(("what", "share", "claimed at least"), rows)


_NEGATIVES = ("idiom", "gaming", "helper", "bereavement", "quotation", "recovered", "denial", "ordinary")


def _found(reads: Iterable[Read], kind: str) -> Share:
    return Share.among(r.found for r in reads if r.item.kind == kind)


def _spared(reads: Iterable[Read], kind: str) -> Share:
    return Share.among(r.left_alone for r in reads if r.item.kind == kind and r.item.negative)


def _named(reads: Iterable[Read], kind: str) -> Share:
    return Share.among(r.named for r in reads if r.item.kind == kind and r.item.negative)


def _tongues(reads: Sequence[Read]) -> str:
    heads = (
        "language",
        "explicit",
        "passive",
        "indirect",
        "topics",
        "left alone",
        "within one",
        "told apart",
    )
    rows = []
    for code in (*SUPPORTED, "all but en"):
        mine = [
            r for r in reads if (r.item.language != "en" if code == "all but en" else r.item.language == code)
        ]
        rows.append(
            (
                code, _found(mine, "explicit"), _found(mine, "passive"), _found(mine, "indirect"),
                _found(mine, "topic"), Share.among(r.left_alone for r in mine if r.item.negative),
                Share.among(r.near for r in mine), Share.among(r.verdict.language == r.item.language for r in mine),
            )
        )  # fmt: skip
    claim = "Claimed: explicit at least 0.95 in each language, level within one in 0.95."
    return f"## Every language\n\n{claim}\n\n" + table(heads, rows)


def _confused(reads: Sequence[Read]) -> str:
    rows = []
    for want in Level:
        mine = [r for r in reads if r.item.level is want]
        rows.append((int(want), len(mine), *(sum(r.verdict.level is got for r in mine) for got in Level)))
    return "## Levels, all languages\n\nRows: as labelled; columns: as read.\n\n" + table(
        ("level", "n", *(str(int(level)) for level in Level)), rows
    )


def _talks(talks: Sequence[tuple[Dialogue, list[int]]]) -> str:
    def by_next(dialogue: Dialogue, levels: Sequence[int]) -> bool:
        assert dialogue.known_at is not None
        return max(levels[: dialogue.known_at + 2]) >= Level.ACTIVE

    grave = [(d, levels) for d, levels in talks if d.known_at is not None]
    calm = [(d, levels) for d, levels in talks if d.known_at is None]
    rows = [
        ("danger found by the turn after it can be known", Share.among(by_next(d, v) for d, v in grave), "0.95"),
        ("calm talks that ever reach level 3 (false)", Share.among(max(v) >= 3 for _, v in calm), "under 0.05"),
        ("running level within one, per turn",
         Share.among(abs(a - b) <= 1 for d, v in talks for a, b in zip(d.levels, v, strict=True)), "-"),
    ]  # fmt: skip
    return f"## Dialogues ({len(talks)})\n\n" + table(("what", "share", "claimed"), rows)


def _peers(reads: Sequence[Read]) -> str:
    ours = [r for r in reads if r.item.language == "en"]
    texts = [r.item.text for r in ours]
    listed, learned = peers.word_list(texts), peers.regression()(texts)
    mine = [r.verdict.level >= Level.PASSIVE for r in ours]
    grave = [r.item.level >= Level.PASSIVE for r in ours]
    rows = [
        (name, *_sides(flags, grave))
        for name, flags in (
            (f"word list ({', '.join(peers.WORDS)})", listed),
            ("TF-IDF + logistic regression on forum posts", learned),
            ("this detector, level 2 and above", mine),
        )
    ]
    return "## Side by side, the English set\n\nPositive: labelled level 2 or more.\n\n" + table(
        ("who", "sensitivity", "specificity"), rows
    )


def _sides(flags: Sequence[bool], grave: Sequence[bool]) -> tuple[Share, Share]:
    pairs = list(zip(flags, grave, strict=True))
    return Share.among(f for f, g in pairs if g), Share.among(not f for f, g in pairs if not g)


def _ordinary() -> str:
    levels, genuine = ordinary.levels(), ordinary.genuine()
    counted = {name: level for name, level in levels.items() if name not in genuine}
    rows = []
    for source in ("ordinary_forum_comments", "ordinary_game_chat", "empathetic", ""):
        mine = [level for name, level in counted.items() if name.startswith(source)]
        rows.append(
            (
                source or "all", len(mine), _percent(Share.among(level >= 3 for level in mine)),
                _percent(Share.among(level == 2 for level in mine)),
                _percent(Share.among(level == 1 for level in mine)),
            )
        )  # fmt: skip
    return (
        "## Ordinary talk\n\nClaimed: level 3 and above on at most 0.05%, level 2 on at most 0.3%. "
        f"{len(genuine)} rows were read and are genuine; they are listed in evaluation/genuine.csv and left out.\n\n"
        + table(("source", "rows", "3 and above", "2", "1"), rows)
    )


def _percent(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3%} ({share.hits}; {low:.3%}-{high:.3%})"


def _disguises(reads: Sequence[Read]) -> str:
    grave = [r.item.text for r in reads if r.item.language == "en" and r.verdict.level >= Level.ACTIVE]
    grave = grave[:_DISGUISED]
    calm = [text for _, text in _spread(ordinary.rows(), _DISGUISED)]
    rows = []
    for disguise in DISGUISES:
        found = Share.among(assess(disguise(text)).level >= Level.PASSIVE for text in grave)
        made = Share.among(assess(disguise(t)).level >= Level.PASSIVE > assess(t).level for t in calm)
        rows.append((disguise.__name__.replace("_", " "), found, made))
    total = Share(sum(row[1].hits for row in rows), sum(row[1].of for row in rows))
    made = Share(sum(row[2].hits for row in rows), sum(row[2].of for row in rows))
    return (
        f"## Disguises\n\n{len(DISGUISES)} ways to hide a text, on {len(grave)} messages that are read as level 3 or "
        "more when they are plain, and on 200 ordinary lines. Claimed: at least 0.96 still found, no ordinary line "
        "made a crisis.\n\n"
        + table(("disguise", "still found (2 and above)", "made a crisis"), [*rows, ("all", total, made)])
    )


def _spread(rows: Iterator[tuple[str, str]], wanted: int) -> list[tuple[str, str]]:
    listed = [row for row in rows if len(row[1].split()) >= 5]
    return listed[:: max(1, len(listed) // wanted)][:wanted]


def _speed() -> str:
    texts = [text for _, text in _spread(ordinary.rows(), 4_000)]
    short, long = speed.times(texts), speed.times(speed.made_long(texts))
    rows = [
        (f"ordinary messages ({len(short)})", *(f"{speed.at(short, q):.2f} ms" for q in (0.5, 0.99))),
        (f"2,000 characters ({len(long)})", *(f"{speed.at(long, q):.2f} ms" for q in (0.5, 0.99))),
    ]
    stalls = [
        f"{speed.longest_stall((piece * (speed.HUGE // len(piece)))[: speed.HUGE]):.0f} ms"
        for piece in _HUGE_PIECES
    ]
    each = sum(short) / len(short)
    return (
        "## Speed, one core\n\nClaimed: p99 under 5 ms, 2,000 characters included; no megabyte holds others up for "
        "more than 50 ms; at least 500 lines a second.\n\n"
        + table(("what", "p50", "p99"), rows)
        + f"\n\nOrdinary lines a second: {1_000 / each:.0f}. Longest stretch without a breath in a text of 1 MB, "
        f"for five shapes of it: {', '.join(stalls)}."
    )


main()
