"""The doors of retention."""
