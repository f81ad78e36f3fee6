"""Spans and metrics by OpenTelemetry: what the engine tells of itself to whoever watches it."""
