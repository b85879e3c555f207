"""The web server: one loop reads every connection, and a thread takes a request only once all of it is there."""
