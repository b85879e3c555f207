"""The bucket in which private pictures lie, where several machines share them."""
