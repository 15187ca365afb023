"""Tickets and their escalation."""
