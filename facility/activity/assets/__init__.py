"""Assets: lists by site, counts by status and type, and how long they stood still."""
