"""Sources → chunks → REQUESTS + REJECTS. One file per format family."""
