"""Hooks only: everything else is imported when the first perf test is about to run."""
