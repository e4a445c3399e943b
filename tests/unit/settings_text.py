"""What every command of the tests reads: one account, and nothing that answers."""

SETTINGS = """
[portal]
url = "http://127.0.0.1:9"
[vault]
url = "http://127.0.0.1:9"
role_id_file = "role-id"
secret_id_file = "secret-id"
[[accounts]]
name = "north-clinic"
vault_path = "portal/north-clinic"
"""
"""Ends in its account's table, so that what is laid after it begins with more of that account."""
