"""Where things stand on a slide, in inches, and how large their letters are, in points."""

from __future__ import annotations

from dataclasses import dataclass, replace

EMU = 914400
POINTS = 72

WIDTH, HEIGHT = 40 / 3, 7.5


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends to the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height

    def columns(self, number: int, gap: float) -> list[Box]:
        """Boxes of the same width side by side, `gap` apart."""
        each = (self.width - gap * (number - 1)) / number
        return [replace(self, left=self.left + place * (each + gap), width=each) for place in range(number)]

    def below(self, height: float) -> Box:
        """What is left under a part of this height."""
        return replace(self, top=self.top + height, height=self.height - height)

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """Left, top, width and height as the file has them."""
        left, top = round(self.left * EMU), round(self.top * EMU)
        return left, top, round(self.right * EMU) - left, round(self.bottom * EMU) - top


MARGIN = 0.6
TITLE = Box(MARGIN, 0.38, WIDTH - 2 * MARGIN, 0.96)
BODY = Box(MARGIN, 1.62, WIDTH - 2 * MARGIN, 5.16)
# text and what stands beside it; and where the text is long
BESIDE = tuple(
    (Box(MARGIN, BODY.top, width, BODY.height), Box(left, BODY.top, WIDTH - MARGIN - left, BODY.height))
    for width, left in ((4.0, 5.0), (5.2, 6.2))
)
LEFT, RIGHT = BESIDE[0]
FOOTER = Box(MARGIN, 6.98, 10.6, 0.28)
PAGE_NUMBER = Box(WIDTH - MARGIN - 1.2, 6.98, 1.2, 0.28)
COVER_TITLE = Box(1.1, 2.1, 10.6, 1.55)
COVER_SUBTITLE = Box(1.1, 3.95, 10.6, 1.6)
COVER_RELEASE = Box(1.1, 6.4, 10.6, 0.4)
SECTION_TITLE = Box(5.0, 2.5, 7.4, 2.5)
# a line of text in a table may be as long as this without being tiring
READABLE = 10.2
GAP = 0.3
# the air between a card's or a cell's edge and its text
PADDING = 0.12

TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
TEXT_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0)
# where a figure is a long text, which nobody may cut
SMALL_TEXT_SIZES = (11.0, 10.0, 9.0)
TABLE_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
COVER_SIZES = (38.0, 34.0, 30.0, 26.0, 22.0, 18.0)
SMALL, FOOTER_SIZE, SMALLEST = 10.5, 9.0, 9.0
