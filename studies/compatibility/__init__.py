"""The parts of ``versions.py``: combinations of versions, where they run, and their table."""
