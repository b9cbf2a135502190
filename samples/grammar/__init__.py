"""The sentences of the sample articles, one template a line, and what fills them."""
