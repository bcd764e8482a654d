"""Unobserved segments of respondents who want different things: latent classes of Kano profiles."""
