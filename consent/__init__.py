"""What the client was told, asked and answered."""
