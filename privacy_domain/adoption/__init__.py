"""Taking versions of the protocol into force: proposed by one, its effect counted, approved by another."""
