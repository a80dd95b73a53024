"""The words that people hear, read and sign: Dutch data with a version, never edited once it stands.

Texts come with the project as files in ``data``; a municipality publishes its own versions beside them. What was
said in a talk or printed in a letter is always found again by key and version.
"""
