"""A public bucket: a folder of this machine, or any S3-compatible store."""

from renders.channels.bucket.adapter import Bucket

__all__ = ["Bucket"]
