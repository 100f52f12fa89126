"""What changed between scores, or between rule files. The records carry numbers; words are made where they are shown."""
