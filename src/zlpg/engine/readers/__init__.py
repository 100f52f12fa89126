"""What is read off expressions, and off what they came to, one file each (`zlpg.engine` has the list)."""
