"""The rule engine: a question, the facts and a dated protocol version go in, a decision comes out.

Five privacy protocols stand in ``data/<version>.toml`` and the law in ``data/law/<law>.toml``; ``book`` finds
the version of a municipality on a date, ``facts`` reads what is asked, the modules of ``rules`` decide, one
per question, and ``ask`` is the door for JSON lines. Pure Python, standard library only: no Django, no
database, no clock. Every answer cites the provision it rests on, and silence of a protocol is a value.
"""
