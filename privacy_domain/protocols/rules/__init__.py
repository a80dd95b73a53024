"""One module per question; each has ``decide(facts, protocol, law, on) -> Decision``, pure and dated."""
