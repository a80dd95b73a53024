"""Files that come in from outside: rebuilt in a closed process, or refused. Nothing is ever kept as it was offered."""
