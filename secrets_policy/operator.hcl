# Who imports and rotates the agent's secrets. Sees the credentials of these paths, since an import compares
# before it writes; sees no evidence, since nothing of Transit is granted; changes no policy and no role.

# Credentials: check-and-set needs the version in the metadata. Old versions may be destroyed for good.
path "${kv_mount}/data/${kv_path}" { capabilities = ["create", "read", "update"] }
path "${kv_mount}/metadata/${kv_path}" { capabilities = ["read"] }
path "${kv_mount}/destroy/${kv_path}" { capabilities = ["update"] }

# Authenticator seeds go in and never come out; the code shows whether one changed.
path "${totp_mount}/keys/${totp_key}" { capabilities = ["create", "update", "delete"] }
path "${totp_mount}/code/${totp_key}" { capabilities = ["read"] }

# A new portal password by the portal's rules.
path "sys/policies/password/${password_policy}/generate" { capabilities = ["read"] }

# A new secret-id for the agent, and the end of an old one.
path "auth/approle/role/${role}/role-id" { capabilities = ["read"] }
path "auth/approle/role/${role}/secret-id" { capabilities = ["create", "update"] }
path "auth/approle/role/${role}/secret-id/destroy" { capabilities = ["create", "update"] }

path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
