"""May telling the client wait?

Leek 10.2 (no ground prescribed); Sittard-Geleen par. 4 (until the critical situation is over); Leiden 7.4, 14.4
and bijlage I, and Opsterland 15.5 and 16.4 (closed lists of grounds). By law: safety.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.facts import PostponeFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.verdict import permission
from privacy_domain.protocols.rules.ways import closed, granted
from privacy_domain.protocols.types import Decision, Question


def decide(facts: PostponeFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Allowed or not; nothing can be missing, for a ground is accepted or it is not."""
    own = protocol.value(catalogue.POSTPONE[facts.after]) if protocol else None
    grounds = own if own is not None else law.required_value(catalogue.LAW_POSTPONE, on)
    if facts.ground in grounds:
        settled = granted(grounds[facts.ground])
    else:
        settled = closed(tuple(citation for places in grounds.values() for citation in places))
    return permission(Question.POSTPONE_INFORMING, settled, protocol, law, by_law=own is None)
