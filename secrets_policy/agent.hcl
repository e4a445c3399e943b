# What the watching agent may do, and nothing else: no list, no write, no seed, no key.
# A paragraph that holds ${kv_path} stands once for each account's and channel's path, one that holds
# ${totp_key} once for each authenticator key.

# Its secrets: the values, and the version number without the values.
path "${kv_mount}/data/${kv_path}" { capabilities = ["read"] }
path "${kv_mount}/metadata/${kv_path}" { capabilities = ["read"] }

# The current code. The key itself, with the seed, is `keys/`, which is not granted.
path "${totp_mount}/code/${totp_key}" { capabilities = ["read"] }

# A new data key, and opening a wrapped one.
path "transit/datakey/plaintext/${transit_key}" { capabilities = ["update"] }
path "transit/decrypt/${transit_key}" { capabilities = ["update"] }

# Its own token and its own rights. The role carries no `default` policy, so they are granted here.
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
