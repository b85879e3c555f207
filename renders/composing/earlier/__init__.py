"""New orders from earlier sets: ordering one again, and models that take the shots that another refused."""
