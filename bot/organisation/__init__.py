"""The organisation's file, `muster.yaml`: written for people, read, checked and explained."""
