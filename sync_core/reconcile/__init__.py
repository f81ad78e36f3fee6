"""The heart that calendar and contacts share: what becomes of a pair of twins, decided field by field."""
