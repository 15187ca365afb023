"""Commands of the attendance."""
