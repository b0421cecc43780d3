"""Proofs: what the project promises, shown at the scale it promises; `make prove` runs them all.

Each proof takes its scale and a seed, and gives its findings; the tests run it small.
"""
