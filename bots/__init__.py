"""Adapters: everything that knows a platform, and nothing else."""
