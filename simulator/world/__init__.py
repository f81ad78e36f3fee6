"""The deterministic world: the whole engine, stepped effect by effect from one seed, and its invariants."""
