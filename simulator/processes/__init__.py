"""The processes of a pretend firm on this machine, started and stopped together."""
