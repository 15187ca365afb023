"""Punches of people at sites."""
