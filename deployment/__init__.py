"""What a firm's administrator runs once: grants, probes, the digests' key; and the template for the portal."""
