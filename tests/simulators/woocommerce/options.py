"""How the simulated shop can be set."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

USER, PASSWORD = "packshot", "abcd EFGH 1234 ijkl MNOP 6789"
KEY, SECRET = "ck_0123456789abcdef", "cs_0123456789abcdef"
SHOP_MANAGER = "upload_files,edit_products,edit_others_products,edit_published_products"


@dataclass
class WooOptions:
    """What a site may be like."""

    editor: str = "gd"  # gd or imagick: what draws the smaller copies
    sizes: str = "thumbnail,medium,woocommerce_thumbnail"  # of `editors.SIZES`, with commas between
    pretty: bool = True  # whether /wp-json/… is an address; /?rest_route=… always is
    plain_status: int = 404  # how a site without pretty addresses answers to /wp-json/…, always with a page
    rights: str = SHOP_MANAGER  # of the WordPress user
    key_rights: str = "read_write"  # of the pair of keys: read, read_write, or empty where there is none
    is_revoked: bool = False
    takes_passwords: bool = True  # application passwords
    passes_authorization: bool = True  # false where the server in front of PHP removes the header
    has_shop: bool = True  # whether WooCommerce is installed
    types: str = "image/jpeg,image/png,image/webp,image/avif"  # that may be uploaded
    max_kilobytes: int = 0  # of an upload; 0 is no limit
    space: str = ""  # `limited` or `quota` when uploads find no room
    media_url: str = ""  # where files are said to be, when that is not the site itself
    page: int = 100  # the most rows of a list


CHOICES = {"editor": ("gd", "imagick"), "space": ("", "limited", "quota"), "key_rights": ("", "read", "read_write")}


def with_changes(options: WooOptions, changes: dict[str, Any]) -> WooOptions:
    """Set by name. Raises `ValueError` for one that does not exist or fit."""
    kinds = get_type_hints(WooOptions)
    for name, value in changes.items():
        if name not in kinds:
            raise ValueError(f"No option {name}. There are {', '.join(each.name for each in fields(WooOptions))}.")
        if not isinstance(value, kinds[name]) or value not in CHOICES.get(name, (value,)):
            raise ValueError(f"{name} cannot be {value!r}.")
        setattr(options, name, value)
    return options
