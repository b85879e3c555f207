"""Mail on its way out: the server that takes it, and whether it is set up well."""
