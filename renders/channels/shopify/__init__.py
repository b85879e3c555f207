"""Shopify's Admin API: GraphQL, and for uploads and places the older REST form where a shop asks for it."""
