"""How a work item runs: fetch, decide, apply, remember; awaits only the ports it is handed."""
