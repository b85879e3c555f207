"""What channels publish about pictures, as numbers; the newest of each source that was read."""

from datetime import date

from catalog.texts import gettext_noop
from renders.quality.channel_rules.channel_fits import Bound, ChannelRules, Confidence
from renders.quality.check_finding import Severity

# Marks a text for translation; it is translated where it is shown.
N = gettext_noop
WARNING, BLOCKING = Severity.WARNING, Severity.BLOCKING
GOOD, LOW = Confidence.GOOD, Confidence.LOW
_READ = date(2026, 11, 27)

CHANNEL_RULES = (
    ChannelRules(
        "amazon-main", N("Amazon main image"), N("Seller help"), _READ, GOOD,
        (
            Bound("ground", BLOCKING, at_least=255),
            Bound("fill", BLOCKING, at_least=85),
            Bound("long_edge", BLOCKING, at_least=500, at_most=10_000),
            # From here on the shop lets a buyer zoom.
            Bound("long_edge", WARNING, at_least=1000),
        ),
    ),
    ChannelRules(
        "google-merchant", N("Google Merchant"), N("Merchant Center help"), _READ, GOOD,
        (
            Bound("short_edge", BLOCKING, at_least=100),
            # Announced as a must from 31 January 2027 on.
            Bound("short_edge", WARNING, at_least=500),
            Bound("megapixels", BLOCKING, at_most=64),
            Bound("fill", WARNING, at_least=75, at_most=90),
        ),
    ),
    # Sources differ between 20 and 25 megapixels.
    ChannelRules("shopify", N("Shopify"), N("Help centre"), _READ, LOW, (Bound("megapixels", BLOCKING, at_most=20),)),
    ChannelRules(
        "woocommerce", N("WooCommerce"), N("Documentation"), _READ, GOOD, (Bound("width", WARNING, at_least=600),)
    ),
    ChannelRules(
        "meta-feed", N("Meta feed"), N("Ads guide"), _READ, GOOD, (Bound("width", BLOCKING, at_least=600),),
        ("1:1", "4:5", "9:16", "1.91:1"),
    ),
    ChannelRules(
        "tiktok", N("TikTok"), N("Ads help"), _READ, LOW, (Bound("short_edge", BLOCKING, at_least=628),),
        ("9:16", "1:1", "1.91:1"),
    ),
    ChannelRules(
        "tmall-taobao", N("Tmall and Taobao"), N("Third parties"), _READ, LOW,
        (Bound("short_edge", BLOCKING, at_least=750),),
        ("1:1", "3:4", "4:3"),
    ),
    ChannelRules("shopee", N("Shopee"), N("Third parties"), _READ, LOW, (Bound("long_edge", WARNING, at_least=1024),)),
    ChannelRules(
        "lazada", N("Lazada"), N("Third parties"), _READ, LOW,
        (Bound("short_edge", BLOCKING, at_least=500), Bound("long_edge", BLOCKING, at_most=2000),
         Bound("fill", BLOCKING, at_least=80)),
    ),
)  # fmt: skip
