"""Runs code the way a measurement asks for it."""
