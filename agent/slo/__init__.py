"""Uptime held against what is wanted. Pure: counts of slots in, frozen values out."""
