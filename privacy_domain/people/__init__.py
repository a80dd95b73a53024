"""The people and organisations that the whole domain knows: persons and how to find them, representatives, findings on
capacity, and the register of partners. Tables and functions without doors: every screen stands on a floor with a gate."""
