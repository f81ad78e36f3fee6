"""Pages, JSON API and policy command, over parts held in memory and the embedded CRM."""
