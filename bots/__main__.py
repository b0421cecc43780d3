"""`python -m bots` is the command `hearken`."""

from bots.cli import main

main()
