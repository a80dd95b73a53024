"""Removing everything of one dossier, one plan or one person, read from what the models say of themselves.

Which rows go is asked of `class Privacy` and `encryption_key`, never written down a second time: a new table takes part by
existing. When something goes, and who decides that, is the business of the floor of retention.
"""
