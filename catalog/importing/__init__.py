"""Products and their colorways as a table, in and out: one row a SKU.

A file is read (`reading`), compared with the catalogue row by row by the rules of the forms (`planning`), shown, and
written in one transaction once a person confirmed it (`saving`). `uploads` holds the file meanwhile.
"""
