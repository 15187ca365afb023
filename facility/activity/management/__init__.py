"""Commands of tasks and assets."""
