"""In the manner of NukeViet 4: panels, hidden schema spans, rating by radio buttons."""

from html import escape

from samples.slug import slug
from samples.vietnamese_date import write_moment
from tests.quality.fresh.page import SECTIONS, Engine, Sheet
from tests.quality.fresh.story import Story


class NukeViet(Engine):
    name = "nukeviet"
    byline_in_body = False

    def address(self, story: Story) -> str:
        return f"/vi/news/{slug(story.section)}/{slug(story.title)}-{story.serial}.html"

    def article(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        outside = sheet.site.chance("author-line", 0.6)
        body = sheet.body(story, with_byline=not outside)
        return f"""
<ol class="breadcrumb"><li><a href="/vi/">{say("Trang nhất")}</a></li>
<li><a href="/vi/news/">{say("Tin Tức")}</a></li><li>{say(story.section)}</li></ol>
<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope>
<div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{escape(story.title, quote=False)}</h1>
{self._hidden(sheet, story)}
<div class="row margin-bottom-lg"><div class="col-md-12">{self._date(sheet, story)}</div>
<div class="col-md-12"><ul class="list-inline text-right">
<li><a rel="nofollow" title="Gửi bài viết" href="#"><em class="fa fa-envelope fa-lg"></em></a></li>
<li><a rel="nofollow" href="/vi/news/print/{story.serial}"><em class="fa fa-print"></em></a></li>
</ul></div></div>
<div class="clearfix">{self._lead(story)}</div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">
{body}
</div>
{self._source(sheet, story) if outside else ""}{self._files(sheet, story)}
</div></div>
{self._tags(sheet, story)}{self._rating(sheet, story)}{self._comments(sheet)}
{self._related(sheet, story)}"""

    def _hidden(self, sheet: Sheet, story: Story) -> str:
        day = f'<span itemprop="datePublished">{story.published.isoformat()}</span>'
        return (
            '<div class="hidden hide d-none" itemprop="author" itemscope><span itemprop="name">'
            f"{sheet.say(sheet.site.name)}</span></div>"
            f'<div class="hidden hide d-none">{day if story.dated else ""}'
            f'<span itemprop="logo">http://portal.example/banner.jpg</span></div>'
        )

    def _date(self, sheet: Sheet, story: Story) -> str:
        if not story.dated:
            return ""
        text = write_moment("{weekday} - {d:02}/{m:02}/{y} {H:02}:{M:02}", story.published)
        return f'<em class="pull-left time">{sheet.say(text)}</em>'

    def _lead(self, story: Story) -> str:
        html = escape(story.lead, quote=False)
        return f'<div class="hometext m-bottom" itemprop="description">{html}</div>' if html else ""

    def _source(self, sheet: Sheet, story: Story) -> str:
        if not story.byline_line:
            return ""
        label = sheet.say("Tác giả bài viết:")
        return (
            '<div class="margin-bottom-lg"><p class="h5 text-right">'
            f"<strong>{label} </strong>{escape(story.byline_line)}</p></div>"
        )

    def _files(self, sheet: Sheet, story: Story) -> str:
        rows = "".join(
            f'<div class="list-group-item"><a href="{src}">{escape(name)}</a></div>'
            for src, name in story.files
        )
        label = sheet.say("Tập tin đính kèm") if rows else ""
        return f'<div class="newsattach"><em>{label}</em>{rows}</div>' if rows else ""

    def _tags(self, sheet: Sheet, story: Story) -> str:
        links = ", ".join(f'<a href="#"><em>{escape(tag)}</em></a>' for tag in story.tags)
        return (
            '<div class="news_column panel panel-default"><div class="panel-body"><div class="h5">'
            f'<em class="fa fa-tags"></em><strong>{sheet.say("Từ khóa")}: </strong>{links}'
            "</div></div></div>"
        )

    def _rating(self, sheet: Sheet, story: Story) -> str:
        votes = story.serial % 9
        radios = "".join('<input class="hover-star" type="radio" value="1"/>' for _ in range(5))
        total = sheet.say(f"Tổng số điểm của bài viết là: {votes * 4} trong {votes} đánh giá")
        return (
            f'<form id="form3B"><div class="h5 clearfix"><p id="stringrating">{total}</p>{radios}'
            f'<span id="hover-test">{sheet.say("Click để đánh giá bài viết")}</span></div></form>'
        )

    def _comments(self, sheet: Sheet) -> str:
        say = sheet.say
        orders = ("Sắp xếp theo bình luận mới", "Sắp xếp theo bình luận cũ")
        options = "".join(f"<option>{say(order)}</option>" for order in orders)
        return (
            f'<div id="idcomment" class="nv-fullbg"><h3>{say("Ý kiến bạn đọc")}</h3>'
            f'<select>{options}</select><form><input placeholder="Tên của bạn"/>'
            f"<textarea></textarea><p>{say('Mã an toàn')}</p>"
            f"<button>{say('Gửi bình luận')}</button>"
            f"<p>{say('Bạn cần đăng nhập với tư cách là Thành viên chính thức')}</p></form></div>"
        )

    def _related(self, sheet: Sheet, story: Story) -> str:
        blocks = []
        headings = ("Những tin mới hơn", "Những tin cũ hơn")
        for heading, stories in zip(headings, sheet.others(story), strict=True):
            rows = "".join(
                f"<li><em class='fa fa-angle-right'></em><h4>{sheet.link(other)}</h4>"
                f"<em>{sheet.say(f'({other.published:%d/%m/%Y})')}</em></li>"
                for other in stories
            )
            if rows:
                head = f'<p class="h3"><strong>{sheet.say(heading)}</strong></p>'
                blocks.append(f'{head}<ul class="related list-inline">{rows}</ul>')
        return f'<div class="news_column panel panel-default">{"".join(blocks)}</div>'

    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        say, site = sheet.say, sheet.site
        blocks = "".join(
            f'<div class="panel panel-primary"><div class="panel-heading">{box.heading}</div>'
            f'<div class="panel-body"><ul>{"".join(f"<li>{row}</li>" for row in box.rows)}</ul>'
            "</div></div>"
            for box in sheet.widgets()
        )
        menu = "".join(f'<li><a href="/vi/news/">{say(name)}</a></li>' for name in SECTIONS)
        middle_first = site.chance("middle-first", 0.5)
        columns = [
            f'<div class="col-md-14">{middle}</div>',
            f'<div class="col-md-5">{blocks}</div>',
        ]
        if not middle_first:
            columns.reverse()
        return f"""<!DOCTYPE html>
<html lang="vi" xmlns="http://www.w3.org/1999/xhtml" prefix="og: http://ogp.me/ns#">
<head><title>{escape(title)} - {escape(site.name)}</title>
<meta name="generator" content="NukeViet v4.5"><meta charset="utf-8">
<link rel="stylesheet" href="/themes/default/css/style.responsive.css"></head>
<body><noscript>
<div class="alert alert-danger">Trình duyệt của bạn đã tắt JavaScript.</div></noscript>
<div class="wraper"><header><div class="contactDefault">{say("Hotline: 1900 55 55 55")}</div>
<div class="logo"><a href="/">{say(site.name)}</a></div></header>
<nav class="second-nav" id="second-nav"><ul class="nav navbar-nav">{menu}</ul></nav>
<section><div class="container" id="body"><div class="third-nav">{sheet.clock()}</div>
<div class="row">{"".join(columns)}</div></div></section>
<footer id="footer"><p>{say(f"© Bản quyền thuộc về {site.name}")}</p>
<p>{say("Mã nguồn NukeViet CMS | Thiết kế bởi VINADES.,JSC | Điều khoản sử dụng")}</p></footer>
<div id="timeoutsess" class="chromeframe">{say("Bạn đã không sử dụng Site,")}
<a href="#">{say("Bấm vào đây để duy trì trạng thái đăng nhập")}</a></div></div>
<script>var nv_base_siteurl="/",nv_lang_data="vi";</script></body></html>"""
