"""The characters of a page as a font inside it, for browsers on machines without Chinese."""

from __future__ import annotations

import base64
import logging
from io import BytesIO

from csmodels.plots.cjk import BUNDLED_FILE
from csmodels.strategy.report.style import OWN_FONT


def font_face(words: str) -> str:
    """A ``@font-face`` rule with the characters of a page that the bundled font has.

    Examples
    --------
    >>> font_face("满意度")[:11], "url(data:font/woff;base64," in font_face("满意度")
    ('@font-face ', True)
    """
    # fontTools comes with matplotlib
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.flavor = "woff"
    options.layout_features = []
    options.desubroutinize = False
    options.notdef_outline = True
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    # the time of the file stays: the same report is the same bytes
    buffer = BytesIO()
    with TTFont(BUNDLED_FILE, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        maker = subset.Subsetter(options)
        maker.populate(unicodes=sorted({ord(each) for each in words if ord(each) > 0x1F}))
        maker.subset(font)
        subset.save_font(font, buffer, options)
    coded = base64.b64encode(buffer.getvalue()).decode("ascii")
    source = f'url(data:font/woff;base64,{coded}) format("woff")'
    return f'@font-face {{ font-family: "{OWN_FONT}"; src: {source}; }}'
