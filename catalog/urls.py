"""Addresses of the catalogue."""

from django.urls import path, re_path

from catalog.views import artwork, products, templates

urlpatterns = [
    path("products/", products.product_list, name="product-list"),
    path("products/new/", products.product_new, name="product-new"),
    path("products/<int:pk>/edit/", products.product_edit, name="product-edit"),
    path("products/<int:pk>/artwork/", products.artwork_upload, name="artwork-upload"),
    path("products/<int:pk>/colorways/", products.colorway_add, name="colorway-add"),
    re_path(r"^artwork/(?P<sha256>[0-9a-f]{64})/$", artwork.artwork_file, name="artwork-file"),
    path("templates/", templates.template_list, name="template-list"),
]
