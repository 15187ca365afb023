"""Recipes of factories, loaded by COPY, frozen as a template database and cloned from it."""
