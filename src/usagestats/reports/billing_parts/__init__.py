"""The steps of `billing`: prices that bind applications → lines of the bill."""
