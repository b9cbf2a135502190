"""What stands around an article: polls, counters, menus, lists, forms, imprint."""
