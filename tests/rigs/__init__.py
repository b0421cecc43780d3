"""Rigs: what tests drive the program with."""
