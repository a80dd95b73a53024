"""The audit log: every change, look and refusal on case data, appended in the transaction of the act, never changed.

`record.py` is the only writer. Lines hold ids and names of fields, never values and never a client's name, so that the log
can outlive what it describes.
"""
