"""What we did to a gallery and what others did meanwhile, together."""

import pytest

from renders.channels.woocommerce.merging import merged


@pytest.mark.parametrize(
    ("was", "wanted", "now", "result"),
    [
        ("abc", "xabc", "abc", "xabc"),
        ("abc", "xabc", "abcd", "xabcd"),
        ("abc", "abxc", "bca", "bxca"),
        ("abc", "axc", "abc", "axc"),
        ("abc", "axc", "abdc", "axdc"),
        ("abc", "axc", "bdc", "xdc"),
        ("abc", "ac", "abdc", "adc"),
        ("abc", "cba", "abc", "cba"),
        ("abc", "cba", "abcd", "cdba"),
        ("abc", "cba", "dac", "dca"),
        ("abc", "xabc", "xabc", "xabc"),
        ("", "x", "a", "xa"),
        ("a", "", "ab", "b"),
        ("aba", "xaba", "aba", "xaba"),
        ("aba", "xaba", "abac", "xabac"),
    ],
)
def test_three_galleries_become_one(was, wanted, now, result):
    assert "".join(merged(was, wanted, now)) == result
