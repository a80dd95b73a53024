"""Upkeep of the whole installation, over all municipalities: the master key, and what no row needs any more."""
