"""The pages of I&A, PECOS and the public search, and the application that serves them."""
