"""Tests: real databases, real processes, fakes only for what others run."""
