"""Each query beside its naive twin: what is compared, on which indexes, and how it is measured."""
