"""Pictures with a customer's name: no row, log or shared store of pictures learns the name from them."""
