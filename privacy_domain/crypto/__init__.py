"""What is personal is unreadable without a key, and the keys live elsewhere.

Every person and every dossier has a data key of its own, kept wrapped under a master key in a separate database. Fields and
files are sealed with it; who destroys the key destroys the data, in backups too. Searching goes by keyed tokens.
"""
