"""`muster up --demo`: a scripted cast leads an incident in the local workspace; what Muster does in it is real."""
