"""Pure functions on records: no clock, no socket, no Django, no pytest."""
