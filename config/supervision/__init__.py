"""Starting and keeping web and worker: what `manage.py up` does."""
