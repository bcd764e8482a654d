"""Model text in lavaan's syntax, read and written."""
