"""One file a page: how it is used and read. No page judges what it reads."""
