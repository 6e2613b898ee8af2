"""Usage statistics of an API, straight from its gateway's access logs."""

__version__ = "0.1.0"
