"""The one HTTP client of the tests: making one takes 20 ms of CPU, for certificates that nobody asks for."""

import httpx

HERE = httpx.Client(trust_env=False, timeout=15, limits=httpx.Limits(max_keepalive_connections=0))
"""It keeps no connection: the parts it asks are stopped, killed and started again on the same ports."""
