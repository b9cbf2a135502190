"""What a portal has beside news: documents, pages about the district, an album."""

from datetime import datetime, timedelta

from samples.dice import Dice
from samples.grammar.scene import Scene
from samples.lexicon import District, person
from samples.model import (
    VIET_NAM,
    Article,
    Attachment,
    Block,
    Cell,
    Document,
    Figure,
    Files,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Table,
)

TYPES = (
    ("Quyết định", "QĐ-UBND", "Về việc phê duyệt {what}"),
    ("Kế hoạch", "KH-UBND", "Triển khai {what}"),
    ("Chỉ thị", "CT-UBND", "Về việc tăng cường {what}"),
    ("Thông báo", "TB-UBND", "Kết luận tại cuộc họp về {what}"),
    ("Nghị quyết", "NQ-HĐND", "Về {what}"),
    ("Công văn", "UBND-NV", "V/v rà soát {what}"),
)
SUBJECTS = (
    "đề án sản xuất vụ xuân năm {nam}",
    "công tác phòng cháy, chữa cháy rừng mùa khô năm {nam}",
    "kế hoạch sử dụng đất năm {nam} của xã {xa1}",
    "phương án bồi thường, hỗ trợ công trình đường xã {xa2}",
    "chương trình cải cách hành chính năm {nam}",
    "việc thực hiện dân chủ ở cơ sở tại xã {xa1}",
    "dự toán ngân sách năm {nam}",
)
ABOUT = (
    "{Huyen} nằm ở phía [bắc|nam|đông] {tinh}, có diện tích tự nhiên {200..380} km², dân số hơn "
    "{110..160} nghìn người, gồm {18..24} xã và {0:1..2} thị trấn.",
    "Địa hình chia làm ba vùng: [trà sơn|đồi núi], đồng bằng và vùng trũng ven sông; khí hậu "
    "có hai mùa rõ rệt, lượng mưa bình quân {1900..2400} mm/năm.",
    "Nhân dân trong huyện có truyền thống hiếu học, cần cù; toàn huyện có {0:20..60} di tích lịch "
    "sử - văn hóa được xếp hạng.",
    "Kinh tế chuyển dịch theo hướng tăng tỷ trọng công nghiệp, dịch vụ; giá trị sản xuất bình quân "
    "tăng {7,1..12,8}% mỗi năm.",
)
DUTIES = (
    "Tham mưu, giúp UBND huyện thực hiện chức năng quản lý nhà nước trong lĩnh vực được phân công.",
    "Trình UBND huyện ban hành quyết định, kế hoạch dài hạn, 5 năm và hằng năm.",
    "Thực hiện công tác thông tin, báo cáo định kỳ và đột xuất.",
)


def _scene(seed: int, district: District, *words: object) -> Scene:
    return Scene(
        dice=Dice(seed, *words),
        district=district,
        written_at=datetime(2016, 6, 1, 8, tzinfo=VIET_NAM),
    )


def make_documents(seed: int, *, district: District, count: int = 14) -> list[Article]:
    """Give văn bản with number, type, dates, signer and a scanned file, oldest first."""
    return [
        _document(_scene(seed, district, "document", place), year=2009 + place * 10 // count,
                  serial=40 + place * 3)
        for place in range(count)
    ]  # fmt: skip


def _document(scene: Scene, *, year: int, serial: int) -> Article:
    dice, district = scene.dice, scene.district
    issued = datetime(year, dice.number(1, 12), dice.number(1, 28), tzinfo=VIET_NAM)
    scene.today = issued.date()
    name, symbol, form = dice.pick(TYPES)
    number = f"{dice.number(3, 2900)}/{symbol}"
    abstract = form.format(what=scene.write(dice.pick(SUBJECTS)))
    body = "HĐND huyện" if symbol.endswith("HĐND") else "UBND huyện"
    stem = number.replace("/", "-").replace("Đ", "D")
    path = f"/van-ban/files/{stem}.pdf"
    file = Attachment(key=f"document-{serial}", path=path, name=f"{stem}.pdf", title=abstract)
    return Article(
        id=f"van-ban-{serial}",
        serial=serial,
        kind="document",
        section="van-ban",
        title=f"{name} số {number}",
        blocks=(Files((file,)),),
        written_at=issued,
        date_on="day",
        legal=(number,),
        document=Document(
            number=number,
            document_type=name,
            issuing_body=f"{body} {district.name}",
            signer=person(dice),
            issued_on=issued,
            effective_on=issued + timedelta(days=dice.pick((0, 0, 7, 10))),
            field=dice.pick(("Đất đai", "Tài chính", "Nội vụ", "Nông nghiệp", "Tư pháp")),
            abstract=abstract,
        ),
    )


def make_static_pages(seed: int, *, district: District, names: dict[str, str]) -> list[Article]:
    """`names` are the titles of the pages "gioi-thieu", "co-cau-to-chuc" and "lien-he"."""
    scene = _scene(seed, district, "static")
    makers = {"gioi-thieu": _about, "co-cau-to-chuc": _offices, "lien-he": _contact}
    return [
        Article(
            id=key,
            serial=place,
            kind="static",
            section="",
            title=names[key],
            blocks=make(scene),
            written_at=datetime(2016, 1, 1, tzinfo=VIET_NAM),
            date_on="nowhere",
        )
        for place, (key, make) in enumerate(makers.items(), 1)
    ]


def _about(scene: Scene) -> tuple[Block, ...]:
    return tuple(Paragraph(scene.write(line)) for line in ABOUT)


def _offices(scene: Scene) -> tuple[Block, ...]:
    posts = ("Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch", "Chánh Văn phòng")
    staff = tuple(
        tuple(map(Cell, (str(n), person(scene.dice), post, scene.write("0912.{100..999}.000"))))
        for n, post in enumerate(posts, 1)
    )
    return (
        Heading("Lãnh đạo UBND huyện"),
        Table(tuple(map(Cell, ("TT", "Họ và tên", "Chức vụ", "Điện thoại"))), staff),
        Heading("Chức năng, nhiệm vụ của các phòng"),
        Listing(DUTIES),
    )


def _contact(scene: Scene) -> tuple[Block, ...]:
    office = f"Văn phòng HĐND - UBND huyện {scene.district.name}"
    street = scene.write("số {2..90} đường 26/3").lower()
    mail = f"bbt@{scene.district.slug}.example"
    return (
        Paragraph(f"Mọi ý kiến xin gửi về {office}, {street}."),
        Paragraph(f"Thư điện tử: {mail}; thời gian làm việc: 7 giờ 30 đến 17 giờ."),
    )


def make_album(seed: int, *, district: District) -> Article:
    scene = _scene(seed, district, "album")
    lines = (
        "Lễ hội đầu xuân xã {xa1}",
        "Mùa gặt ở xã {xa2}",
        "Đường về thôn {thon1}",
        "Hồ nước xã {xa3}",
    )
    figures = tuple(
        Figure(
            Picture(
                key=f"album/{place}",
                path=f"/album/xuan/{place}.jpg",
                alt="Upload",
                caption=scene.write(line),
            )
        )
        for place, line in enumerate(lines, 1)
    )
    return Article(
        id="album-1",
        serial=1,
        kind="media",
        section="",
        title=scene.write("Hình ảnh quê hương {ten} năm {nam}"),
        blocks=figures,
        written_at=datetime(2016, 5, 20, tzinfo=VIET_NAM),
        date_on="nowhere",
    )
