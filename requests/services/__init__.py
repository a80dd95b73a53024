"""Services of the rights desk."""
