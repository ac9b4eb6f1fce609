"""The window's side of jobs: the service in use, the ledger, the panel."""
