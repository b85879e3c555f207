"""What channels publish about pictures, as numbers; the newest of each source that was read."""

from datetime import date

from renders.quality.channel_fits import Bound, ChannelRules, Confidence
from renders.quality.check_finding import Severity

WARNING, BLOCKING = Severity.WARNING, Severity.BLOCKING
GOOD, LOW = Confidence.GOOD, Confidence.LOW
_READ = date(2026, 11, 27)

CHANNEL_RULES = (
    ChannelRules(
        "amazon-main", "Amazon main image", "Seller help", _READ, GOOD,
        (
            Bound("ground", BLOCKING, at_least=255),
            Bound("fill", BLOCKING, at_least=85),
            Bound("long_edge", BLOCKING, at_least=500, at_most=10_000),
            # From here on the shop lets a buyer zoom.
            Bound("long_edge", WARNING, at_least=1000),
        ),
    ),
    ChannelRules(
        "google-merchant", "Google Merchant", "Merchant Center help", _READ, GOOD,
        (
            Bound("short_edge", BLOCKING, at_least=100),
            # Announced as a must from 31 January 2027 on.
            Bound("short_edge", WARNING, at_least=500),
            Bound("megapixels", BLOCKING, at_most=64),
            Bound("fill", WARNING, at_least=75, at_most=90),
        ),
    ),
    # Sources differ between 20 and 25 megapixels.
    ChannelRules("shopify", "Shopify", "Help centre", _READ, LOW, (Bound("megapixels", BLOCKING, at_most=20),)),
    ChannelRules("woocommerce", "WooCommerce", "Documentation", _READ, GOOD, (Bound("width", WARNING, at_least=600),)),
    ChannelRules(
        "meta-feed", "Meta feed", "Ads guide", _READ, GOOD, (Bound("width", BLOCKING, at_least=600),),
        ("1:1", "4:5", "9:16", "1.91:1"),
    ),
    ChannelRules(
        "tiktok", "TikTok", "Ads help", _READ, LOW, (Bound("short_edge", BLOCKING, at_least=628),),
        ("9:16", "1:1", "1.91:1"),
    ),
    ChannelRules(
        "tmall-taobao", "Tmall and Taobao", "Third parties", _READ, LOW, (Bound("short_edge", BLOCKING, at_least=750),),
        ("1:1", "3:4", "4:3"),
    ),
    ChannelRules("shopee", "Shopee", "Third parties", _READ, LOW, (Bound("long_edge", WARNING, at_least=1024),)),
    ChannelRules(
        "lazada", "Lazada", "Third parties", _READ, LOW,
        (Bound("short_edge", BLOCKING, at_least=500), Bound("long_edge", BLOCKING, at_most=2000),
         Bound("fill", BLOCKING, at_least=80)),
    ),
)  # fmt: skip
