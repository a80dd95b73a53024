"""What we know, why, and with whom we share it; and the talk at the kitchen table."""
