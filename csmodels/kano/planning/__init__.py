"""Before a Kano survey: how many to ask, what to ask, and answers whose truth is known."""
