"""From scores to decisions: indicators, waves, relationships, value, complaints, segments."""
