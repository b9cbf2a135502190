"""The layout of about 2008: tables in tables, font tags, tags in capitals."""

import re

from samples.frame.boxes import Box, Links
from samples.skins.parts import PageParts
from samples.skins.skin import Skin

PALETTE = (
    ("#CC0000", "#FFFFCC", "#FFF4E0"),
    ("#003399", "#CCE5FF", "#EAF3FF"),
    ("#006633", "#DFF5D8", "#F2FAEF"),
)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b")
# Closing tags that HTML 4 let authors leave out, and they did.
OPTIONAL_ENDS = re.compile(r"</(?:P|LI|OPTION)>")


class TableSkin(Skin):
    doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'

    @property
    def colors(self) -> tuple[str, str, str]:
        return PALETTE[self.style.number("palette", 0, len(PALETTE) - 1)]

    @property
    def charset(self) -> str:
        """The page's own word for its charset: at times wrong, where the header is right."""
        known_by_header = not self.style.may("bare-content-type", 0.25)
        wrong = known_by_header and self.style.may("wrong-charset", 0.2)
        return "iso-8859-1" if wrong else "utf-8"

    def page(self, parts: PageParts) -> str:
        main, pale, _ = self.colors
        left = "".join(map(self.box, parts.sides[0::2]))
        right = "".join(map(self.box, parts.sides[1::2]))
        foot = "<br>".join(f'<font size="1" face="Tahoma">{line}</font>' for line in parts.imprint)
        menu = " <font color=white>|</font> ".join(
            f'<a href="{href}"><font color="white" size="2" face="Arial"><b>{text}</b></font></a>'
            for text, href in parts.menu.links
        )
        return self.shout(f"""{self.doctype}
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={self.charset}">
<title>{parts.head_title}</title>
{parts.head}
<script language="JavaScript" src="/Scripts/AC_RunActiveContent.js"></script>
</head>
<body bgcolor="{pale}" topmargin="0" leftmargin="0" link="{main}">
<table width="990" align="center" border="0" cellspacing="0" cellpadding="0" bgcolor="#FFFFFF">
<tr><td colspan="3" height="100" bgcolor="{main}" background="/Images/top.png">
<font color="yellow" size="5" face="Tahoma"><b>&nbsp;{parts.banner}</b></font><br>
<font color="white" face="Tahoma">&nbsp;{parts.slogan}</font></td></tr>
<tr><td colspan="3" bgcolor="{main}" height="26" align="center">{menu}</td></tr>
<tr><td colspan="3" bgcolor="#F0F0F0"><table width="100%"><tr>
<td width="30%"><font size="2" face="Arial">{parts.clock}</font></td>
<td><marquee scrollamount="3"><font color="red" size="2">{parts.ticker}</font></marquee></td>
</tr></table></td></tr>
<tr>
<td width="190" valign="top">{left}</td>
<td valign="top" style="padding:6px">{parts.main}</td>
<td width="190" valign="top">{right}</td>
</tr>
<tr><td colspan="3" align="center" bgcolor="{pale}" height="80">{foot}</td></tr>
</table>
</body>
</html>
""")

    def shout(self, html: str) -> str:
        """Write tags as the editors of the time did: in capitals, some never closed."""
        if self.style.chance("capitals", 0.7):
            html = TAG.sub(lambda tag: f"<{tag[1]}{tag[2].upper()}", html)
        if self.style.chance("unclosed", 0.6):
            html = OPTIONAL_ENDS.sub("", html)
        return html

    def article_frame(self, html: str) -> str:
        name = self.style.cls("article")
        return (
            f'<table width="100%" cellpadding="3"><tr><td class="{name}">{html}</td></tr></table>'
        )

    def title(self, html: str) -> str:
        color = self.colors[0]
        name = self.style.cls("title")
        forms = (
            f'<p><font color="{color}" size="4" face="Arial"><b>{html}</b></font></p>',
            f'<h3 align="center"><font color="{color}">{html}</font></h3>',
            f'<table width="100%"><tr><td class="{name}"><b>{html}</b></td></tr></table>',
            f'<span class="{name}"><font size="4">{html}</font></span><br>',
        )
        return self.style.pick("title-form", *forms)

    def date_line(self, *parts: str) -> str:
        line = " | ".join(part for part in parts if part)
        return f'<font size="1" color="#808080" face="Tahoma">{line}</font><br>' if line else ""

    def lead(self, html: str) -> str:
        if not html:
            return ""
        font = '<font size="2" face="Arial">'
        forms = (
            f'<p align="justify"><b>{font}{html}</font></b></p>',
            f'<table width="100%"><tr><td>{font}<b>{html}</b></font></td></tr></table>',
            f"<p><b><i>{html}</i></b></p>",
        )
        return self.style.pick("lead-form", *forms)

    def body(self, lead: str, body: str) -> str:
        inner = (
            f'<font face="Arial" size="2">{body}</font>' if self.style.chance("font", 0.5) else body
        )
        if self.style.chance("body-cell", 0.6):
            name = self.style.cls("body")
            inner = f'<table width="100%"><tr><td class="{name}">{inner}</td></tr></table>'
        return f"{lead}\n{inner}"

    def tools(self, links: Links) -> str:
        items = "&nbsp;|&nbsp;".join(self.link(text, href) for text, href in links.links)
        return f'<p align="right"><font size="1">{items}</font></p>'

    def box(self, box: Box) -> str:
        main, _, back = self.colors
        head = (
            f'<tr><td bgcolor="{main}" height="22"><font color="white" face="Arial" size="2">'
            f"<b>&nbsp;{box.heading}</b></font></td></tr>"
            if box.heading
            else ""
        )
        width = "100%"
        return (
            f'<table width="{width}" border="0" cellspacing="1" cellpadding="3" bgcolor="#CCCCCC">'
            f'{head}<tr><td bgcolor="{back}"><font size="2" face="Arial">{self.items(box)}</font>'
            "</td></tr></table><br>"
        )

    def line(self, html: str) -> str:
        return f"{html}<br>"

    def links(self, item: Links) -> str:
        after = item.after or ("",) * len(item.links)
        rows = zip(item.links, after, strict=True)
        bullet = self.style.pick("bullet", '<img src="/Images/bullet.png" alt="">', "&bull;", "-")
        return "".join(f"{bullet} {self.link(*link)} {extra}<br>\n" for link, extra in rows)

    def radio(self, name: str, option: str) -> str:
        return f'<input type="radio" name="{name}">{option}<br>'

    def field(self, label: str, *, area: bool) -> str:
        control = (
            '<textarea rows="4" cols="40"></textarea>' if area else '<input type="text" size="20">'
        )
        return f"{label}<br>{control}<br>"

    def button(self, html: str) -> str:
        return f'<a href="javascript:void(0)"><b>[{html}]</b></a> '
