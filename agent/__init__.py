"""The watching agent: it looks at a portal as a user does, and tells."""
