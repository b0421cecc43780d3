"""Wording the ordinary answers: what the engine is given, and the engines that word it."""
