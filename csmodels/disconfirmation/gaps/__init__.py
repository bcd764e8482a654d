"""Gaps between expectation and performance: SERVQUAL, SERVPERF, zones of tolerance."""
