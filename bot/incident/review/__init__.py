"""What is computed of an incident and not asked: times against their targets, error budget, meeting, criteria."""
