"""A small Django project of somebody who has read nothing but the README, and what they type."""
