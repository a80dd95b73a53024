"""Which municipality we work for: the register, the scope of a request or job, managers that refuse to work without one,
and row-level security as the second lock."""
