"""The External User Services help desk: its hours, known problems and tickets."""
