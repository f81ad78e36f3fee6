"""The shared heart: what becomes of a pair, over its whole small input space."""
