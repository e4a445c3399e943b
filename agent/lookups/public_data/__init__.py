"""The public sources about providers, over plain HTTP: NPI Registry and data.cms.gov."""

from agent.lookups.public_data.lookups import PublicLookups

__all__ = ["PublicLookups"]
