"""Log formats in the words of the gateway that writes them, as users paste them."""
