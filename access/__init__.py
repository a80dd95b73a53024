"""Who may look: accounts, teams, roles, grounds, markers and the gate."""
