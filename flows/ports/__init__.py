"""What flows need of the outside, in the field's words. Adapters and the simulator both provide it."""
