from renders.views.publications import detail, list, live, picture, plan, release, withdraw

__all__ = ["detail", "list", "live", "picture", "plan", "release", "withdraw"]
