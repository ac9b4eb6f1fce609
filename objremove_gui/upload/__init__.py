"""Upload adapters: they put bytes where the service can read them."""
