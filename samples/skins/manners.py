"""Bodies as they came out of other hands: Word, line breaks, font tags, nested tables."""

from collections.abc import Sequence

from samples.model import Article, Listing, Manner, Picture
from samples.skins.body import Body, UrlOf
from samples.style import Style


class Breaks(Body):
    """No paragraphs at all: lines with `<br><br>` between them."""

    def join(self, parts: Sequence[str]) -> str:
        return "<br><br>\n".join(parts)

    def paragraph(self, html: str) -> str:
        return f"&nbsp;&nbsp;&nbsp; {html}" if self.style.may("indent", 0.5) else html

    def heading(self, html: str) -> str:
        return f"<b>{html}</b>"

    def listing(self, block: Listing) -> str:
        marks = [f"{n}. " if block.ordered else "- " for n in range(1, len(block.items) + 1)]
        return "<br>\n".join(
            mark + self.code(item) for mark, item in zip(marks, block.items, strict=True)
        )

    def lone_image(self, image: str) -> str:
        return f"<center>{image}</center>"

    def captioned(self, form: str, image: str, caption: str) -> str:
        return f"<center>{image}<br><i>{caption}</i></center>"

    def byline(self) -> str:
        line = self.code(self.article.byline.line)
        return self.dice.pick((f"<b>{line}</b>", f'<div align="right"><b>{line}</b></div>'))


class Bare(Body):
    """Text straight in a `<div>`, now and then a paragraph, empty ones between."""

    def paragraph(self, html: str) -> str:
        if self.dice.chance(0.3):
            return f"<div>{html}</div>"
        return f"{html}\n<div>&nbsp;</div>"

    def heading(self, html: str) -> str:
        return f"<div><u>{html}</u></div>"

    def lone_image(self, image: str) -> str:
        return f"<div>{image}</div>"


class Word(Body):
    """Pasted from Word: MsoNormal, mso styles, spans in spans, o:p, conditional comments."""

    caption_forms = ("word",)

    def join(self, parts: Sequence[str]) -> str:
        if self.style.may("stray-picture", 0.3):
            # A picture that never left the editor's own disk.
            parts = [
                *parts,
                '<p class="MsoNormal"><img src="file:///C:/Temp/clip_image002.jpg"></p>',
            ]
        head = (
            "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View>"
            "</w:WordDocument></xml><![endif]-->\n"
        )
        return head + '\n<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n'.join(parts)

    def _run(self, html: str) -> str:
        return (
            '<span style="font-size:14.0pt;mso-bidi-font-size:12.0pt;font-family:'
            '&quot;Times New Roman&quot;,&quot;serif&quot;"><span lang="VI" '
            f'style="mso-ansi-language:VI">{html}<o:p></o:p></span></span>'
        )

    def paragraph(self, html: str) -> str:
        # Word breaks a run wherever the spelling check once stood.
        words = html.split(" ")
        if "<" not in html and len(words) > 12:
            cut = self.dice.number(4, 10)
            halves = (" ".join(words[:cut]) + " ", " ".join(words[cut:]))
            html = "".join(f"<span>{half}</span>" for half in halves)
        return (
            '<p class="MsoNormal" style="margin-bottom:6.0pt;text-align:justify;text-indent:'
            f'36.0pt;mso-pagination:none">{self._run(html)}</p>'
        )

    def heading(self, html: str) -> str:
        run = self._run(html)
        return f'<p class="MsoNormal"><b style="mso-bidi-font-weight:normal">{run}</b></p>'

    def listing(self, block: Listing) -> str:
        items = [
            '<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><!--[if !supportLists]-->'
            '<span style="mso-list:Ignore">-<span>&nbsp;&nbsp; </span></span><!--[endif]-->'
            f"{self._run(self.code(item))}</p>"
            for item in block.items
        ]
        return "\n".join(items)

    def cell(self, html: str) -> str:
        return f'<p class="MsoNormal" align="center">{self._run(html)}</p>'

    def captioned(self, form: str, image: str, caption: str) -> str:
        return (
            f'<p class="MsoNormal" align="center" style="text-align:center">{image}</p>\n'
            f'<p class="MsoNormal" align="center"><i>{self._run(caption)}</i></p>'
        )

    def byline(self) -> str:
        line = self._run(self.code(self.article.byline.line))
        return f'<p class="MsoNormal" align="right" style="text-align:right"><b>{line}</b></p>'


class Fonts(Body):
    """Font tags around everything, several deep."""

    caption_forms = ("table", "italic")
    face = "Times New Roman"

    def paragraph(self, html: str) -> str:
        deep = self.dice.number(1, 4)
        opened = f'<font face="{self.face}"><font size="3">' + '<font color="#000000">' * deep
        return f'<p align="justify">{opened}{html}{"</font>" * (deep + 2)}</p>'

    def heading(self, html: str) -> str:
        return f'<p><font face="{self.face}" size="3" color="#0000ff"><b>{html}</b></font></p>'

    def byline(self) -> str:
        line = self.code(self.article.byline.line)
        return f'<p align="right"><font face="{self.face}" size="2"><b>{line}</b></font></p>'

    def cell(self, html: str) -> str:
        return f'<font face="{self.face}">{html}</font>'


class Tcvn3(Fonts):
    face = ".VnTime"

    def captioned(self, form: str, image: str, caption: str) -> str:
        return super().captioned(form, image, f'<font face="{self.face}">{caption}</font>')


class Vni(Tcvn3):
    face = "VNI-Times"


class Nested(Body):
    """The whole body in tables in tables; pictures with captions in tables of their own."""

    caption_forms = ("table",)

    def join(self, parts: Sequence[str]) -> str:
        inner = "\n".join(parts)
        cell = '<table width="100%" cellspacing="0" cellpadding="4"><tr><td valign="top">'
        if self.style.may("spacer", 0.5):
            inner = f'<img src="/Images/spacer.png" width="1" height="8" alt="">{inner}'
        return f"{cell}{cell}{inner}</td></tr></table></td></tr></table>"

    def figure(self, picture: Picture) -> str:
        side = self.dice.pick(("left", "right", "center"))
        caption = f"<tr><td>{self.code(picture.caption)}</td></tr>" if picture.caption else ""
        image = self.image(picture)
        return f'<table align="{side}" width="200"><tr><td>{image}</td></tr>{caption}</table>'


def render_body(article: Article, *, style: Style, url_of: UrlOf) -> str:
    kinds: dict[Manner, type[Body]] = {
        "breaks": Breaks,
        "bare": Bare,
        "word": Word,
        "fonts": Fonts,
        "nested": Nested,
        "tcvn3": Tcvn3,
        "vni": Vni,
    }
    return kinds.get(article.manner, Body)(article, style=style, url_of=url_of).render()
