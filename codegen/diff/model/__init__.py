"""What a comparison speaks in: rules, events, findings, words, dates."""
