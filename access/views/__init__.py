"""Doors: the login's own pages, lock and client mode, my work and my access."""
