"""Predicting respondents whom the model has not seen: PLSpredict and CVPAT."""
