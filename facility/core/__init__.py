"""What every area shares: the clock, the model bases, the cache and the capabilities."""
