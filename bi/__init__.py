"""Tools of others over the published release; nothing of the warehouse imports this."""
