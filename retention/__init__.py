"""How long, and then."""
