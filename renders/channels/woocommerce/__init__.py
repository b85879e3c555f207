"""WooCommerce on WordPress: pictures go into the media library of the site, products show them by their ids."""

from renders.channels.woocommerce.adapter import WooCommerce

__all__ = ["WooCommerce"]
