"""Events: what Graph sends of them, read; what is asked of Graph, written."""
