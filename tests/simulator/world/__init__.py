"""The world is itself tested: its machine on a toy, its checkers on planted bugs, the engine on seeds."""
