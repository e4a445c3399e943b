"""Hosts and services other than the portal."""
