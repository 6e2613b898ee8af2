from __future__ import annotations

from usagestats.render.page.scales import IndexScale, PixelScale, pixels, rounded


def test_a_half_is_rounded_up_as_in_javascript() -> None:
    assert [rounded(one) for one in (0.5, 1.5, 2.49, 2.5)] == [1, 2, 2, 3]


def test_a_page_counts_periods_and_thousandths() -> None:
    scale = IndexScale(31, 400)

    assert (scale.left(3), scale.middle(3), scale.width()) == ("3.1", "3.5", ".8")
    assert (scale.bottom, scale.height(100), scale.height(400)) == ("1000", "750", "0")


def test_many_periods_leave_no_room_between_them() -> None:
    assert (IndexScale(101, 1).left(7), IndexScale(101, 1).width()) == ("7", "1")


def test_a_file_has_pixels() -> None:
    scale = PixelScale(10, 50, x=100, y=20, across=500, down=200)

    assert (scale.left(0), scale.middle(0), scale.width()) == ("105", "125", "40")
    assert (scale.bottom, scale.height(50), scale.height(12.5)) == ("220", "20", "170")


def test_pixels_have_two_digits_at_most() -> None:
    assert [pixels(one) for one in (1, 0.126, 100.0, 33.3333)] == ["1", "0.13", "100", "33.33"]
