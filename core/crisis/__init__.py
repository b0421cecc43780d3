"""The crisis detector and the safety hold: what a message says about danger, and how long that stands."""

from core.crisis.detector import Heard, assess, assess_in_steps, warming
from core.crisis.hold import Hold, soften, standing, step
from core.crisis.running import Said, follow

__all__ = [
    "Heard",
    "Hold",
    "Said",
    "assess",
    "assess_in_steps",
    "follow",
    "soften",
    "standing",
    "step",
    "warming",
]
