"""What the API provider publishes: products, backends, methods, and how applications identify."""
