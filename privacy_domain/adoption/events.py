"""What happens at the desk, as it stands in the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class AdoptionEvent(Event):
    """Proposals about the protocol, and looks at versions."""

    PROPOSED = "protocol:proposal:made"
    COUNTED = "protocol:proposal:counted"
    COUNTED_AGAIN = "protocol:proposal:recounted"
    ADOPTED = "protocol:proposal:adopted"
    APPROVAL_REFUSED = "protocol:proposal:refused"
    WITHDRAWN = "protocol:proposal:withdrawn"
    VERSION_SEEN = "protocol:version:looked"
    COMPARED = "protocol:version:compared"
    ASKED = "protocol:scenario:asked"
