from renders.views.publications import detail, list, picture

__all__ = ["detail", "list", "picture"]
