"""Products and their colorways as a table, in and out: one row a SKU. Nothing is written here.

A file is decoded (`decoding`), read (`reading`), made flat by its format (`formats`), brought into our columns
(`mapping`, `assembling`) and compared with the catalogue row by row by the rules of the forms (`planning`).
"""
