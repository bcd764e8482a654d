"""What is wrong with a covariance model: modification indices, residuals, plausibility of its estimates."""
