"""Arrays only: the arithmetic of the models, written once for any leading batch axes."""
