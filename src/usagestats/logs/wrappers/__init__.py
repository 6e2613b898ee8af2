"""What loggers and shippers put around the lines of a gateway, and how it is peeled off."""
