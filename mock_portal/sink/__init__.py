"""A sink for alerts: an SMTP server and a webhook that keep what they get, and one page that shows it."""
