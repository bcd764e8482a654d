"""Response surfaces: outcome as a polynomial of expectation and performance. Arrays only."""
