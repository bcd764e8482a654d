"""What a surface says of congruence: checklist, cubic models, the paragraph that reports it."""
