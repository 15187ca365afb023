"""Commands that ``manage.py`` finds by the names of their modules."""
