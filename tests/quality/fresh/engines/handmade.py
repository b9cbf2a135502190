"""PHP written by hand at the district office: no doctype, centred tables, tags left open."""

from html import escape

from samples.vietnamese_date import write_moment
from tests.quality.fresh.page import SECTIONS, Engine, Sheet
from tests.quality.fresh.story import Story


class Handmade(Engine):
    name = "handmade"

    def address(self, story: Story) -> str:
        return f"/index.php?com=tintuc_ct&id_news={story.serial}"

    def article(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        title = escape(story.title, quote=False)
        heads = sheet.site.pick(
            "title", "<tr><td class=tieude_ct>{}",
            "<tr><td><font size=4 color=blue><b>{}</b></font>",
            "<tr><td align=center><h3>{}</h3>",
        )  # fmt: skip
        lead = escape(story.lead, quote=False)
        leads = sheet.site.pick(
            "lead", "<b>{}</b><br><br>", "<p class=mota>{}", "<i><b>{}</b></i><br>"
        )
        return f"""
<table width=100% border=0 cellpadding=4>
{heads.format(title)}
<tr><td class=ngay>{self._date(sheet, story)}
<tr><td class=noidung_ct align=justify>
{leads.format(lead) if lead else ""}
{sheet.body(story)}
{self._files(story)}
<tr><td align=right><a href="javascript:window.print()"><img
 src=images/print.gif border=0> {say("In tin này")}</a>
&nbsp; <a href="javascript:history.back()">{say("[ Trở lại ]")}</a>
<tr><td><hr size=1>{self._others(sheet, story)}
</table>"""

    def _date(self, sheet: Sheet, story: Story) -> str:
        views = sheet.say(f"(Đã đọc: {story.serial} lần)")
        if not story.dated:
            return views
        form = sheet.site.pick(
            "date", "Ngày đăng: {d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y} {H:02}h{M:02}",
            "Đưa lên: {H:02}:{M:02} {d}-{m}-{y}",
        )  # fmt: skip
        return f"<i>{sheet.say(write_moment(form, story.published))}</i> {views}"

    def _files(self, story: Story) -> str:
        return "".join(
            f'<br>&raquo; <a href="{src}">{escape(name)}</a>' for src, name in story.files
        )

    def _others(self, sheet: Sheet, story: Story) -> str:
        newer, older = sheet.others(story)
        parts = []
        for heading, stories in (("Tin mới đưa:", newer), ("Tin đã đưa:", older)):
            if stories:
                rows = "".join(f"<li>{sheet.link(other)}" for other in stories)
                parts.append(f"<b>{sheet.say(heading)}</b><ul>{rows}</ul>")
        return "".join(parts)

    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        say, site = sheet.say, sheet.site
        boxes = [
            f"<table width=180 border=1 bordercolor=#cccccc><tr><td bgcolor=#cc0000>"
            f"<center><font color=white><b>"
            f"{box.heading}</b></font></center><tr><td>{'<br>'.join(box.rows)}</table><br>"
            for box in sheet.widgets()
        ]
        menu = " | ".join(f"<a class=menu href=index.php>{say(name)}</a>" for name in SECTIONS)
        return f"""<html>
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<title>::: {escape(site.name)} :::</title>
<link href=style.css rel=stylesheet type=text/css></head>
<body leftmargin=0 topmargin=0><center>
<table width=980 bgcolor=#ffffff>
<tr><td colspan=3><h1><font color=red>{say(site.name)}</font></h1>
<tr><td colspan=3 bgcolor=#eeeeee>{menu}
<tr><td colspan=3>{sheet.clock()} <marquee>{say("Chúc bà con một vụ mùa bội thu !!!")}</marquee>
<tr><td valign=top width=185>{"".join(boxes[::2])}
<td valign=top>{middle}
<td valign=top width=185>{"".join(boxes[1::2])}
<tr><td colspan=3 align=center><hr><font size=1>{say(f"Trang thông tin của {site.name}")}<br>
{say("Ban biên tập: Phòng VH-TT * Email: vhtt@portal.example")}<br>
{say("Xem tốt nhất ở độ phân giải 1024x768")}</font>
</table></center></body></html>"""
