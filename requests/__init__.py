"""Rights of the data subject, objections and complaints: the top floor.

The folder has the name of a well-known HTTP library. That library must never be installed beside this application; nobody
imports this package by that name outside its own tests and the roof's commands; its label is `subject_requests`.
"""
