"""Whether groups answer on the same ruler: the ladder of equalities."""
