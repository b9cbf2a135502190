"""The hands that typed the bodies: five editors, five kinds of HTML for the same pieces."""

from collections.abc import Callable
from html import escape

from samples.dice import Dice
from tests.quality.fresh.story import Piece, Story


def _text(text: str) -> str:
    return escape(text, quote=False)


class CkEditor:
    """Clean paragraphs, inline styles, figures in tables or with a class."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.figure_form = dice.pick(("figure", "table", "centre"))

    def body(self, story: Story, *, with_byline: bool) -> str:
        parts = [self.piece(piece) for piece in story.pieces]
        if with_byline and story.byline_line:
            parts.append(self.byline(_text(story.byline_line)))
        return self.join(parts)

    def join(self, parts: list[str]) -> str:
        return "\n\n".join(parts)

    def piece(self, piece: Piece) -> str:
        makers: dict[str, Callable[[Piece], str]] = {
            "p": lambda p: self.paragraph(_text(p.text)),
            "h": lambda p: f"<h3>{_text(p.text)}</h3>",
            "qa": lambda p: self.paragraph(f"<strong>{_text(p.text)}</strong>"),
            "quote": lambda p: f"<blockquote>{_text(p.text)}</blockquote>",
            "verse": self.verse,
            "address": lambda p: (
                f'<p style="text-align:right"><strong>{_text(p.text)}</strong></p>'
            ),
            "ul": lambda p: self.items(p, "ul"),
            "ol": lambda p: self.items(p, "ol"),
            "table": self.table,
            "figure": self.figure,
        }
        return makers[piece.kind](piece)

    def paragraph(self, html: str) -> str:
        return f'<p style="text-align:justify">{html}</p>'

    def verse(self, piece: Piece) -> str:
        lines = "<br />\n".join(map(_text, piece.items))
        return f'<p style="text-align:center"><em>{lines}</em></p>'

    def items(self, piece: Piece, tag: str) -> str:
        rows = "".join(f"\n\t<li>{_text(item)}</li>" for item in piece.items)
        return f"<{tag}>{rows}\n</{tag}>"

    def table(self, piece: Piece) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>\n"
            for row in piece.rows
        )
        head = '<table border="1" cellspacing="0" style="width:500px">'
        return f"{head}\n<tbody>{rows}</tbody>\n</table>"

    def figure(self, piece: Piece) -> str:
        image = f'<img alt="" src="{piece.src}" style="height:300px; width:450px" />'
        caption = _text(piece.caption)
        if self.figure_form == "figure":
            under = f"<figcaption>{caption}</figcaption>" if caption else ""
            return f'<figure class="image">{image}{under}</figure>'
        if self.figure_form == "table":
            under = f"<tr><td><em>{caption}</em></td></tr>" if caption else ""
            return f'<table align="center"><tbody><tr><td>{image}</td></tr>{under}</tbody></table>'
        under = f'\n\n<p style="text-align:center"><em>{caption}</em></p>' if caption else ""
        return f'<p style="text-align:center">{image}</p>{under}'

    def byline(self, html: str) -> str:
        return f'<p style="text-align:right"><strong>{html}</strong></p>'


class TinyDivs(CkEditor):
    """A `<div>` a line, empty ones between, spans with fonts."""

    def paragraph(self, html: str) -> str:
        return (
            f'<div style="text-align: justify;"><span style="font-family: arial; font-size: 14px;">'
            f"{html}</span></div>\n<div>&nbsp;</div>"
        )

    def figure(self, piece: Piece) -> str:
        caption = f"<div><i>{_text(piece.caption)}</i></div>" if piece.caption else ""
        return f'<div style="text-align: center;"><img src="{piece.src}" />{caption}</div>'

    def byline(self, html: str) -> str:
        return f'<div style="text-align: right;"><b>{html}</b></div>'


class OldBreaks(CkEditor):
    """Text with `<br>` only, four blanks before each paragraph."""

    def join(self, parts: list[str]) -> str:
        return "<br>\n<br>\n".join(parts)

    def paragraph(self, html: str) -> str:
        return f"&nbsp;&nbsp;&nbsp; {html}"

    def verse(self, piece: Piece) -> str:
        return "<center><i>" + "<br>".join(map(_text, piece.items)) + "</i></center>"

    def figure(self, piece: Piece) -> str:
        caption = f"<br><font size=1>{_text(piece.caption)}</font>" if piece.caption else ""
        return f"<center><img src={piece.src} width=400>{caption}</center>"

    def byline(self, html: str) -> str:
        return f"<div align=right><b>{html}</b></div>"


class WordClass(CkEditor):
    """Word's paragraphs after a half-hearted clean-up."""

    def paragraph(self, html: str) -> str:
        return (
            '<p class="MsoBodyText" style="margin:3.0pt 0cm;text-indent:1.0cm;line-height:120%">'
            f'<span style="font-size:13.0pt;line-height:120%">{html}</span></p>'
        )

    def items(self, piece: Piece, tag: str) -> str:
        marks = [f"{n}. " if tag == "ol" else "+ " for n in range(1, len(piece.items) + 1)]
        rows = zip(marks, map(_text, piece.items), strict=True)
        return "\n".join(self.paragraph(mark + item) for mark, item in rows)

    def byline(self, html: str) -> str:
        return f'<p class="MsoNormal" align="right" style="text-align:right"><i>{html}</i></p>'


class Shortcode(CkEditor):
    """A block editor: sections, figures with captions, headings."""

    def paragraph(self, html: str) -> str:
        return f"<p>{html}</p>"

    def figure(self, piece: Piece) -> str:
        caption = f'<p class="wp-caption-text">{_text(piece.caption)}</p>' if piece.caption else ""
        return f'<div class="wp-caption aligncenter"><img src="{piece.src}" alt="">{caption}</div>'

    def byline(self, html: str) -> str:
        return f'<p class="has-text-align-right"><strong>{html}</strong></p>'


EDITORS: tuple[type[CkEditor], ...] = (CkEditor, TinyDivs, OldBreaks, WordClass, Shortcode)


def write_body(story: Story, dice: Dice, *, with_byline: bool) -> str:
    """`dice` is the site's: it has one usual editor, and some stories typed elsewhere."""
    usual = dice.child("editor").pick(EDITORS)
    own = dice.child("story", story.serial)
    editor = own.pick(EDITORS) if own.chance(0.2) else usual
    return editor(dice.child("editor")).body(story, with_byline=with_byline)
