"""Old addresses: where each of them leads now."""
