"""Three-factor theory from ratings: basic, performance, excitement; importance and performance."""
