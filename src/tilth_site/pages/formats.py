"""How values are written: money, dates, instants, hashes. Each gives safe markup in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tilth.kernel.money import Money

__all__ = ["day", "digest", "moment", "money"]

_DAY = {"en": "j M Y", "zh": "Y年n月j日"}
_MOMENT = {"en": "j M Y, H:i", "zh": "Y年n月j日 H:i"}


def _chinese() -> str:
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def money(amount: Money | int, currency: str = "") -> SafeString:
    """``CNY 1,234.50``. ``amount`` is money, or whole minor units of ``currency``.

    Raises OptionError for a currency that there is not.
    """
    return format_html(
        '<span class="money">{}</span>', amount if isinstance(amount, Money) else Money(amount, currency)
    )


def day(value: date | str) -> SafeString:
    """A day: ``3 Mar 2026`` or ``2026年3月3日``; for machines as ISO 8601. A text is read as ISO 8601."""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return format_html(
        '<time datetime="{}">{}</time>', when.isoformat()[:10], formats.date_format(when, _DAY[_chinese()])
    )


def moment(value: datetime | str) -> SafeString:
    """An instant in the site's time zone, to the minute; for machines as ISO 8601. A text is read as ISO 8601."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}">{}</time>', when.isoformat(), formats.date_format(local, _MOMENT[_chinese()])
    )


def digest(value: str) -> SafeString:
    """A hash, shortened by the style sheet: a click selects all of it, pointing shows it, paper prints it."""
    return format_html('<code class="digest" title="{0}">{0}</code>', value)
