"""csmodels: customer-satisfaction models."""
