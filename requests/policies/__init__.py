"""Policies of the rights desk."""
