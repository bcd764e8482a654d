"""Groups of respondents compared: tests, differences, and labels for all that hide opposing groups."""
