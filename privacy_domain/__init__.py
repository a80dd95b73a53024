"""What belongs to the whole domain: the rule engine (bedrock), the cellar of shared rooms, and the roof that wires the floors.

Imports nothing, so that the engine can be used without Django or Celery.
"""
