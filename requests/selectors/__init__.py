"""Selectors of the rights desk."""
