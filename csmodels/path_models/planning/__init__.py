"""Before the survey: simulated answers, exact populations, sample size."""
