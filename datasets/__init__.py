"""Sample surveys of csmodels: the simulated answer files, their codebooks and the program that makes them."""
