"""What wakes us: blueprints that parse, name the work and hand over."""
