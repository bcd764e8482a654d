"""The arithmetic of the Kano questionnaire: counts, rules, coefficients, scores, tests."""
