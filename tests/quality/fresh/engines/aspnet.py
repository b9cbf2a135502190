"""In the manner of ASP.NET web forms: one form, view state, spans with generated ids, tables."""

import base64
from html import escape

from samples.dice import Dice
from samples.slug import slug
from samples.vietnamese_date import write_moment
from tests.quality.fresh.page import SECTIONS, Engine, Sheet
from tests.quality.fresh.story import Story

HOLDER = "ctl00_ContentPlaceHolder1_ctl00_"


class AspNet(Engine):
    name = "aspnet"

    def address(self, story: Story) -> str:
        if story.serial % 2:
            day = story.published
            cut = slug(story.title, careless=True, length=40)
            return f"/portal/pages/{day.year}-{day.month}-{day.day}/{cut}-{story.serial}.aspx"
        return f"/Default.aspx?tabid=68&ItemID={story.serial}&mid=421"

    def dates_by_address(self, story: Story) -> bool:
        return story.serial % 2 == 1

    def article(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        title = escape(story.title, quote=False)
        size = "".join(
            f'<a href="javascript:ts({n})">{say(t)}</a> ' for n, t in enumerate(("A-", "A+"))
        )
        return f"""
<table cellpadding="0" cellspacing="0" width="100%" class="tblChiTiet">
<tr><td class="PathWay"><a href="/">{say("Trang chủ")}</a> &gt;
<span id="{HOLDER}lblCM">{say(story.section)}</span></td></tr>
<tr><td><span id="{HOLDER}lblTieuDe" class="TieuDeTin">{title}</span></td></tr>
<tr><td class="NgayDang">{self._date(sheet, story)} {size}</td></tr>
<tr><td>{self._lead(sheet, story)}</td></tr>
<tr><td><div id="{HOLDER}divNoiDung" class="NoiDungTin">
{sheet.body(story)}
</div></td></tr>
<tr><td>{self._files(sheet, story)}</td></tr>
<tr><td align="right"><input type="image" id="{HOLDER}imgPrint" src="/img/print.gif" />
<a id="{HOLDER}lnkPrint" href="#">{say("Bản để in")}</a> |
<a href="#">{say("Gửi phản hồi")}</a></td></tr>
<tr><td>{self._others(sheet, story)}</td></tr>
<tr><td>{self._opinion(sheet)}</td></tr>
</table>"""

    def _date(self, sheet: Sheet, story: Story) -> str:
        if not story.dated:
            return ""
        form = sheet.site.pick(
            "date", "Đăng ngày {d:02} - {m:02} - {y}", "({H:02}:{M:02} | {d:02}/{m:02}/{y})",
            "Cập nhật lúc: {h:02}:{M:02} {half} {d:02}/{m:02}/{y}",
        )  # fmt: skip
        text = sheet.say(write_moment(form, story.published))
        return f'<span id="{HOLDER}lblNgay">{text}</span>'

    def _lead(self, sheet: Sheet, story: Story) -> str:
        html = escape(story.lead, quote=False)
        form = sheet.site.pick(
            "lead", '<span id="{0}lblTrichYeu" class="TrichYeu">{1}</span>',
            '<div class="Sapo"><b>{1}</b></div>', '<p class="vbTrich"><i><b>{1}</b></i></p>',
        )  # fmt: skip
        return form.format(HOLDER, html) if html else ""

    def _files(self, sheet: Sheet, story: Story) -> str:
        rows = "".join(
            f'<tr><td><a id="{HOLDER}rpt_ctl{n:02}_lnk" href="{src}">{escape(name)}</a></td></tr>'
            for n, (src, name) in enumerate(story.files)
        )
        label = sheet.say("File gửi kèm:") if rows else ""
        return f"<table><tr><td>{label}</td></tr>{rows}</table>" if rows else ""

    def _others(self, sheet: Sheet, story: Story) -> str:
        newer, older = sheet.others(story)
        rows = "".join(
            f"<tr><td><img src='/img/arrow.gif' alt=''> {sheet.link(other)} "
            f"<span class='date'>{sheet.say(f'({other.published:%d/%m/%Y})')}</span></td></tr>"
            for other in (*newer, *older)
        )
        heading = sheet.say(sheet.site.pick("others", "CÁC TIN KHÁC", "Tin khác cùng mục"))
        return f'<table class="TinKhac"><tr><td class="hd">{heading}</td></tr>{rows}</table>'

    def _opinion(self, sheet: Sheet) -> str:
        say = sheet.say
        labels = (
            "Họ tên người gửi",
            "Thư điện tử",
            "Ý kiến của bạn",
            "Nhập chuỗi ký tự trong hình",
        )
        rows = "".join(
            f'<tr><td><span id="{HOLDER}lbl{n}">{say(label)}</span></td>'
            '<td><input type="text"/></td></tr>'
            for n, label in enumerate(labels)
        )
        errors = ("Bạn chưa nhập họ tên", "Email không hợp lệ", "Chuỗi ký tự chưa khớp")
        hidden = "".join(
            f'<span id="{HOLDER}rfv{n}" style="color:Red;visibility:hidden;">{say(error)}</span>'
            for n, error in enumerate(errors)
        )
        return f"<table>{rows}</table>{hidden}<input type='submit' value='Gửi ý kiến'/>"

    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        say, site = sheet.say, sheet.site
        state = base64.b64encode(
            Dice(site.name, title).number(10**80, 10**90).to_bytes(40, "big") * 20
        )
        boxes = [
            f'<table class="box" width="100%"><tr><td class="box_hd"><span id="ctl00_m{n}_lbl">'
            f"{box.heading}</span></td></tr>"
            + "".join(f'<tr><td class="box_ct">{row}</td></tr>' for row in box.rows)
            + "</table>"
            for n, box in enumerate(sheet.widgets())
        ]
        menu = "".join(f'<td class="mn"><a href="/">{say(name)}</a></td>' for name in SECTIONS)
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "">
<html xmlns="http://www.w3.org/1999/xhtml"><head id="ctl00_Head1"><title>
	{escape(site.name)}
</title></head><body>
<form name="aspnetForm" method="post" action="Default.aspx" id="aspnetForm"><div>
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{state.decode()}" /></div>
<script type="text/javascript">//<![CDATA[
var theForm = document.forms['aspnetForm'];
//]]></script>
<table id="Table1" width="1000" align="center" cellpadding="0" cellspacing="0">
<tr><td colspan="3" class="banner">
<span id="ctl00_lblBanner">{say(site.name.upper())}</span></td></tr>
<tr><td colspan="3"><table><tr>{menu}</tr></table></td></tr>
<tr><td colspan="3" class="bar"><span id="ctl00_lblDate">{sheet.clock()}</span>
<span>{say("Tìm kiếm nâng cao")}</span></td></tr>
<tr valign="top"><td width="200" id="ctl00_LeftPane">{"".join(boxes[0::2])}</td>
<td id="ctl00_ContentPane">{middle}</td>
<td width="200" id="ctl00_RightPane">{"".join(boxes[1::2])}</td></tr>
<tr><td colspan="3" class="footer">
<span id="ctl00_lblFooter">{say(f"Bản quyền © {site.name}")}<br />
{say("Chịu trách nhiệm: Văn phòng HĐND và UBND huyện")}<br />
{say("Điện thoại: (02393) 841.222 * Fax: (02393) 841.333")}</span></td></tr>
</table></form></body></html>"""
