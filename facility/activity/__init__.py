"""Assets, locations, tasks and tours."""
