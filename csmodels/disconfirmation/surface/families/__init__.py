"""The families of surfaces, fitted to the same answers and compared."""
