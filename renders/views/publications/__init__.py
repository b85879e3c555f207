from renders.views.publications import channels, detail, list, live, picture, plan, release, withdraw

__all__ = ["channels", "detail", "list", "live", "picture", "plan", "release", "withdraw"]
