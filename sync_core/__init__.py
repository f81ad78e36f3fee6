"""What we decide: pure functions over frozen records. No I/O, clock, chance, logging or async."""
