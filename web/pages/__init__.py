"""One module a page: a function of a view that gives what the page shows, as plain values."""
