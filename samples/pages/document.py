"""The table of documents, and the page of one document."""

from html import escape

from samples.frame.around import crumbs
from samples.frame.sheet import Sheet, Visit
from samples.model import Article, Document
from samples.pages.article import files_of
from samples.pages.frame_page import in_frame
from samples.portal import Portal

PAGE_SIZE = 6
HEADS = ("STT", "Số/Ký hiệu", "Ngày ban hành", "Trích yếu", "Tải về")


def page_count(portal: Portal) -> int:
    return -(-len(portal.documents) // PAGE_SIZE)


def documents_page(portal: Portal, page: int, visit: Visit) -> tuple[str, Sheet]:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    newest = portal.documents[::-1][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    head = "".join(f"<th>{sheet.say(name)}</th>" for name in HEADS)
    rows = "".join(_row(portal, item, number) for number, item in enumerate(newest, 1))
    pages = " ".join(
        f'<a href="/van-ban?page={n}">{n}</a>' for n in range(1, page_count(portal) + 1)
    )
    table = f'<table border="1" width="100%"><tr>{head}</tr>{rows}</table><p>{pages}</p>'
    title = era.skin.title(sheet.word("documents"))
    return in_frame(portal, era, sheet, title + table, head_title=portal.site), sheet


def _row(portal: Portal, item: Article, number: int) -> str:
    document = facts_of(item)
    (file,) = files_of(item)
    url = escape(portal.url(item))
    return (
        f'<tr><td>{number}</td><td><a href="{url}">{document.number}</a></td>'
        f"<td>{document.issued_on:%d/%m/%Y}</td><td>{escape(document.abstract)}</td>"
        f'<td><a href="{file.path}"><img src="/Images/pdf.png" alt="Upload"></a></td></tr>'
    )


def document_page(portal: Portal, item: Article, visit: Visit) -> tuple[str, Sheet]:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    document = facts_of(item)
    rows = "".join(
        f"<tr><td><b>{sheet.say(label)}</b></td><td>{escape(value)}</td></tr>"
        for label, value in fields_of(document)
    )
    (file,) = files_of(item)
    rows += (
        f"<tr><td><b>{sheet.word('files_label')}</b></td>"
        f'<td><a href="{file.path}">{escape(file.name)}</a></td></tr>'
    )
    main = (
        era.skin.crumbs(crumbs(sheet, [(era.style.words.text("documents"), "/van-ban")]))
        + era.skin.title(escape(item.title))
        + f'<table class="table table-bordered" width="100%">{rows}</table>'
    )
    return in_frame(portal, era, sheet, main, head_title=portal.site), sheet


def facts_of(item: Article) -> Document:
    """Give the fields of an item that is known to be a document; raises TypeError for others."""
    if item.document is None:
        raise TypeError(f"{item.id} is no document")
    return item.document


def fields_of(document: Document) -> list[tuple[str, str]]:
    """Give label and value of each field, in the order of the page."""
    return [
        ("Số/Ký hiệu", document.number),
        ("Loại văn bản", document.document_type),
        ("Ngày ban hành", f"{document.issued_on:%d/%m/%Y}"),
        ("Ngày có hiệu lực", f"{document.effective_on:%d/%m/%Y}"),
        ("Cơ quan ban hành", document.issuing_body),
        ("Người ký", document.signer),
        ("Lĩnh vực", document.field),
        ("Trích yếu", document.abstract),
    ]
