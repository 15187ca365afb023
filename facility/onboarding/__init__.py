"""Clients, their sites and the coded lists."""
