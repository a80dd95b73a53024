"""Work: tasks are what a person must do, jobs are what the machine must do. Both are rows in PostgreSQL.

A message to the broker is only a doorbell: "look in the table". Lost, doubled or late, it changes nothing, because the table
says what there is to do, who is doing it and how often it was tried.
"""
