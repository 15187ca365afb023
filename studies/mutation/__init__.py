"""Mutants of the application: each lacks one optimisation, and a measurement must fail for it."""
