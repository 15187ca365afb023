"""The command ``perfgate``."""
