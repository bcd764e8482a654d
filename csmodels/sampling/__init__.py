"""How far a sample can be trusted: what is asked, how its rows are varied, its groups."""
