"""What the crisis detector is worth: one command measures it beside its peers and writes docs/evaluation.md."""
