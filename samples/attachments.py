"""Small valid files: PDF, Word (as .docx, and RTF under .doc as many offices saved it), a table."""

import zipfile
from io import BytesIO

from samples.model import Attachment
from samples.slug import fold

TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
}
OLD_DAY = (2015, 1, 1, 0, 0, 0)


def ending_of(path: str) -> str:
    return path.rsplit(".", 1)[-1].lower()


def attachment_bytes(file: Attachment) -> bytes:
    makers = {"pdf": _pdf, "doc": _rtf, "docx": _docx, "xls": _sheet}
    return makers[ending_of(file.path)](file.title)


def _pdf(text: str) -> bytes:
    """One page with one line in Helvetica, which has no Vietnamese letters: marks are dropped."""
    line = fold(text).encode("ascii", "replace").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 14 Tf 60 760 Td (" + line + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
        b"/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    start = out.rindex(b"xref\n")
    return out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def _rtf(text: str) -> bytes:
    letters = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text)
    return ("{\\rtf1\\ansi\\ansicpg1258\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n\\f0\\fs28 "
            + letters + "\\par\n}").encode("ascii")  # fmt: skip


def _docx(text: str) -> bytes:
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    parts = {"[Content_Types].xml": kinds, "_rels/.rels": relations, "word/document.xml": body}
    return _zipped(parts)


def _zipped(parts: dict[str, str]) -> bytes:
    """Pack with a fixed date, so that the bytes are the same each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
            archive.writestr(zipfile.ZipInfo(name, OLD_DAY), xml)
    return out.getvalue()


def _sheet(text: str) -> bytes:
    """A table of HTML under .xls, which Excel opens and portals often exported."""
    return f"<html><meta charset='utf-8'><table><tr><td>{text}</td></tr></table></html>".encode()
