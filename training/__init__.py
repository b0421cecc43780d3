"""Tuning the listener and knowing whether it got better."""
