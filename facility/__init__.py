"""Facility and workforce management: the reference Django project that the perf tests gate."""
