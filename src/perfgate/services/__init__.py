"""Where PostgreSQL and Redis come from."""
