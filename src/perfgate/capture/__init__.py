"""Watch what code does, without changing what it does."""
