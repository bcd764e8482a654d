"""Which columns of a file belong together: by a questionnaire, by names, by order, or one below the other."""
