"""Presenters of the rights desk."""
