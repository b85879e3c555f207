"""What is seen along the outline and the shadow of a product."""
