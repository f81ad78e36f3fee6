"""Customer systems behind the Crm port, one package each."""
