"""Items and scales before the model: distributions, reliability, parallel analysis, common method."""
