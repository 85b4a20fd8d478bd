"""What a change means: verdicts, policies of a team, the part of a version that has to move."""
