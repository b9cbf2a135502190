"""Boxes beside an article: each a heading and lines of HTML, for an engine to wrap."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from samples.dice import Dice
from samples.lexicon import person
from tests.quality.fresh.notes import Notes

QUESTIONS = (
    "Thủ tục cấp lại giấy khai sinh gồm những gì?",
    "Bao giờ sửa xong cầu qua thôn tôi?",
    "Tôi muốn chuyển mục đích sử dụng đất vườn thì liên hệ ở đâu?",
    "Mức hỗ trợ tiền điện cho hộ nghèo hiện nay là bao nhiêu?",
    "Hồ sơ hưởng chế độ người cao tuổi nộp ở cấp nào?",
    "Vì sao lịch cắt nước không được thông báo trước?",
)
PAPERS = (
    ("1245/UBND-KT", "V/v đôn đốc thu hoạch lúa mùa"),
    ("87/KH-UBND", "Kế hoạch tổ chức Tết trồng cây"),
    ("15/CT-UBND", "Về việc tăng cường quản lý giống cây trồng"),
    ("402/QĐ-UBND", "Kiện toàn ban chỉ đạo phòng chống ma túy"),
    ("33/TB-VP", "Lịch trực lãnh đạo dịp nghỉ lễ"),
)
WEEK = (
    "Thứ Hai: Giao ban tuần (Hội trường tầng 2)",
    "Thứ Ba: Làm việc với đoàn kiểm toán",
    "Thứ Tư: Đi cơ sở",
    "Thứ Năm: Tiếp công dân định kỳ",
    "Thứ Sáu: Họp Thường trực",
)
CLIPS = (
    ("Toàn cảnh thị trấn nhìn từ trên cao", "03:25"),
    ("Bản tin truyền hình số 41", "12:08"),
    ("Hát ví sông quê", "05:41"),
    ("Hướng dẫn nộp hồ sơ qua mạng", "02:17"),
)
LOGOS = (
    "Cổng dịch vụ công quốc gia",
    "Hộp thư công vụ",
    "Công khai ngân sách",
    "Người tốt việc tốt",
)
RATES = (("USD", "23.150"), ("EUR", "26.870"), ("Vàng SJC", "36,52"), ("Lúa tẻ", "6.800"))
POLLS = (
    ("Bạn biết đến trang này qua đâu?", ("Bạn bè", "Báo chí", "Tình cờ", "Khác")),
    ("Thái độ phục vụ của cán bộ một cửa?", ("Nhiệt tình", "Tạm được", "Chưa được")),
    ("Bạn quan tâm mục nào nhất?", ("Tin tức", "Văn bản", "Thủ tục", "Lịch làm việc")),
)


@dataclass(frozen=True, slots=True)
class Widget:
    heading: str
    rows: tuple[str, ...]


def _link(html: str, address: str = "#") -> str:
    return f'<a href="{address}">{html}</a>'


def _questions(notes: Notes, dice: Dice) -> Widget:
    heading = dice.pick(("Hỏi đáp", "Hỏi - Đáp pháp luật", "Công dân hỏi"))
    rows = [_link(notes.say(text)) for text in dice.some(QUESTIONS, 4)]
    return Widget(notes.say(heading), tuple(rows))


def _papers(notes: Notes, dice: Dice) -> Widget:
    rows = []
    for number, what in dice.some(PAPERS, 4):
        rows.append(f"{_link(notes.say(number))}<br/>{notes.say(what)}")
    return Widget(notes.say(dice.pick(("Văn bản mới ban hành", "Văn bản - Chỉ đạo"))), tuple(rows))


def _week(notes: Notes, dice: Dice) -> Widget:
    heading = dice.pick(("Lịch công tác tuần", "Lịch làm việc"))
    return Widget(notes.say(heading), tuple(map(notes.say, WEEK)))


def _visits(notes: Notes, dice: Dice) -> Widget:
    """Label and figure in elements of their own."""
    labels = dice.pick((
        ("Đang online", "Hôm nay", "Trong tuần", "Tất cả"),
        ("Khách online", "Lượt xem trong ngày", "Tổng lượt xem"),
        ("Trực tuyến", "Hôm qua", "Tháng trước", "Tổng cộng"),
    ))  # fmt: skip
    rows = []
    for place, label in enumerate(labels):
        count = dice.number(3, 40) * 10 ** (place + 1) + notes.visit * (place + 1)
        rows.append(f"<span>{notes.say(label)}</span> <b>{notes.figure(count)}</b>")
    return Widget(
        notes.say(dice.pick(("Thống kê", "Lượt truy cập website", "Bộ đếm"))), tuple(rows)
    )


def _rates(notes: Notes, dice: Dice) -> Widget:
    rows = [f"<i>{notes.say(name)}</i> <em>{notes.say(value)}</em>" for name, value in RATES]
    return Widget(notes.say(dice.pick(("Giá cả thị trường", "Tỷ giá - Giá vàng"))), tuple(rows))


def _sky(notes: Notes, dice: Dice) -> Widget:
    rows = (f"Nhiều mây, {dice.number(14, 36)}°C", f"Độ ẩm: {dice.number(50, 95)}%", "Gió nhẹ")
    return Widget(notes.say("Dự báo thời tiết"), tuple(map(notes.say, rows)))


def _poll(notes: Notes, dice: Dice) -> Widget:
    question, answers = dice.pick(POLLS)
    radios = [f'<input type="radio" name="v"/> {notes.say(answer)}' for answer in answers]
    button = f"<button>{notes.say(dice.pick(('Bỏ phiếu', 'Chọn', 'Xác nhận')))}</button>"
    heading = notes.say(dice.pick(("Thăm dò dư luận", "Khảo sát", "Góc thăm dò")))
    return Widget(heading, (notes.say(question), *radios, button))


def _clips(notes: Notes, dice: Dice) -> Widget:
    rows = [
        f"{_link(notes.say(name))} <small>{notes.say(length)}</small>" for name, length in CLIPS
    ]
    return Widget(notes.say(dice.pick(("Video clip", "Truyền hình huyện"))), tuple(rows))


def _logos(notes: Notes, dice: Dice) -> Widget:
    rows = [f'<img src="/img/l{n}.png" alt="{escape(name)}"/>' for n, name in enumerate(LOGOS)]
    options = "".join(f"<option>{notes.say(name)}</option>" for name in LOGOS)
    heading = notes.say(dice.pick(("Liên kết", "Trang thành viên")))
    return Widget(heading, (*rows, f"<select>{options}</select>"))


def _speakers(notes: Notes, dice: Dice) -> Widget:
    rows = (
        f"Người phát ngôn: {person(dice)}",
        f"ĐT: 02{dice.number(30, 39)} 3{dice.number(100, 999)} {dice.number(100, 999)}",
        "Tiếp nhận phản ánh 24/7",
    )
    return Widget(notes.say("Đường dây nóng"), tuple(map(notes.say, rows)))


def _talk(notes: Notes, dice: Dice) -> Widget:
    """The latest comments of readers: sentences, with names."""
    texts = ("Đường xấu quá, đi lại khổ lắm.", "Cảm ơn xã đã lắp đèn.", "Cho hỏi khi nào có nước?")
    rows = [f"<b>{notes.say(person(dice))}</b>: {notes.say(text)}" for text in texts]
    return Widget(notes.say("Bạn đọc vừa viết"), tuple(rows))


def _badges(notes: Notes, dice: Dice) -> Widget:
    rows = ("Quét mã để tải ứng dụng", "Phiên bản 2.4.1")
    return Widget(notes.say("Ứng dụng di động"), tuple(map(notes.say, rows)))


MAKERS: tuple[Callable[[Notes, Dice], Widget], ...] = (
    _questions, _papers, _week, _visits, _rates, _sky, _poll, _clips, _logos, _speakers, _talk,
    _badges,
)  # fmt: skip


def make_widgets(notes: Notes, dice: Dice, *, titles: list[tuple[str, str]]) -> list[Widget]:
    """Give the site's boxes in its order; `titles` are headlines with addresses for two of them.

    `dice` must be the site's own, so that all its pages have the same boxes.
    """
    wanted = dice.some(MAKERS, dice.number(6, 9))
    made = [make(notes, dice.child("widget", place)) for place, make in enumerate(wanted)]
    headings = dice.pick((("Bài mới", "Đọc nhiều trong tuần"), ("Tin nóng", "Có thể bạn quan tâm")))
    for place, heading in enumerate(headings):
        rows = [_link(notes.say(title), address) for title, address in titles[place * 4 :][:4]]
        made.append(Widget(notes.say(heading), tuple(rows)))
    return dice.mixed(made)
