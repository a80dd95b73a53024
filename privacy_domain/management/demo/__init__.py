"""The demonstration: five municipalities, a fixed cast in each, and living stories in every state."""
