"""Steps of the playbook: doing them, and what follows from their results."""
