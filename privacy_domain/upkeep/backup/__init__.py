"""Backup, return and rehearsal: PostgreSQL's own pg_dump and pg_restore, a tar of the sealed files, and a manifest with digests.

The data and the keys are kept apart and live differently: a backup of the keys is short-lived, so that what was destroyed
stays destroyed. The master key and the ledger of destruction are in neither.
"""
