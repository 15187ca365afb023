"""Performance regression gate for Django: see the README."""
