"""Mail in the world: what people do with it, what must come of it, and whether it did."""
