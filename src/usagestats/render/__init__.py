"""Report → text. Knows the Report type and nothing below it."""
