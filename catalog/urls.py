"""Addresses of the catalogue."""

from django.urls import path, re_path

from catalog.views.artwork import change as artwork_change
from catalog.views.artwork import file as artwork_file
from catalog.views.products import edit as products_edit
from catalog.views.products import export as products_export
from catalog.views.products import list as products_list
from catalog.views.products import new as products_new
from catalog.views.products import pictures as products_pictures
from catalog.views.products import upload as products_upload
from catalog.views.templates import detail as templates_detail
from catalog.views.templates import list as templates_list

urlpatterns = [
    path("products/", products_list.list, name="products.list"),
    path("products/new/", products_new.new, name="products.new"),
    path("products/pictures/", products_pictures.pictures, name="products.pictures"),
    path("products/export/<slug:code>/", products_export.export, name="products.export"),
    path("products/<int:pk>/edit/", products_edit.edit, name="products.edit"),
    path("products/<int:pk>/artwork/", products_edit.artwork, name="products.edit.artwork"),
    path("products/<int:pk>/colorways/", products_edit.colorways, name="products.edit.colorways"),
    path("products/<int:pk>/upload/", products_upload.upload, name="products.upload"),
    path("artwork/<int:pk>/change/", artwork_change.change, name="artwork.change"),
    re_path(r"^artwork/(?P<sha256>[0-9a-f]{64})/$", artwork_file.file, name="artwork.file"),
    re_path(r"^artwork/(?P<sha256>[0-9a-f]{64})/large/$", artwork_file.large, name="artwork.file.large"),
    path("templates/", templates_list.list, name="templates.list"),
    path("templates/<slug:slug>/", templates_detail.detail, name="templates.detail"),
]
