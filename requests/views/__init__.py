"""Views of the rights desk."""
