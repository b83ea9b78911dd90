from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from tilth_site.pages.asked import number_asked


def test_a_number_in_an_address_is_read_and_a_missing_one_is_the_usual() -> None:
    http = RequestFactory().get("/", {"page": "12", "empty": ""})
    assert number_asked(http, "page") == 12
    assert number_asked(http, "other") is None
    assert number_asked(http, "empty", 1) == 1


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "٣", "²", "9" * 19, " 1"])
def test_an_address_that_nobody_can_mean_is_of_no_page(text: str) -> None:
    with pytest.raises(Http404):
        number_asked(RequestFactory().get("/", {"page": text}), "page")
