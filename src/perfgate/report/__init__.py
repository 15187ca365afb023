"""What is shown of a run, one module a format; they share the wording and nothing else."""
