"""What can befall a service: it lasts as long as the context that it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager

Fault = Callable[[], AbstractContextManager[None]]
