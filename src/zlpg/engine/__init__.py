"""Rules → expressions → points: what a rule file means, and everything that is read off that."""
