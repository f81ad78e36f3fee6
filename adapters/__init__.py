"""Outside systems, one folder each, speaking our ports; no decisions are made here."""
