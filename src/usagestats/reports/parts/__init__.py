"""The parts that reports share: filters, periods and those before, names, columns, plan limits."""
