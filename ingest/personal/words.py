"""How Vietnamese texts name people, and what they say of them. Patterns only."""

from __future__ import annotations

import re

_SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Trịnh Mai Cao"
    " Lưu Lương Thái Hà Đoàn Tạ Trương Lâm Tô Tôn Châu Kiều Đậu Chu Lò Vi Quách Quàng Nông Giàng"
    " Sùng Vàng Thào Hờ Hạ Điểu Ksor Kpă Rơ Siu Niê Tống Từ Thân Tăng Nghiêm Bạch Phùng Hứa Doãn"
    " Lường Cầm Ma Triệu Bàn Phàn Tẩn Chảo Mùa Lầu Vừ Hầu Khổng Thạch Kim Sơn Danh Diệp Văn Biện Cù"
    " Đồng Đới Giáp Hán Khuất Kha La Lại Lã Lộc Mạc Ninh Nhữ Phí Quang Sầm Thẩm Thiều Tiêu Trang"
    " Ung Viên Vương Xa Âu Đàm Đường Y A"
)
_CAPITAL = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ"
_WORD = rf"[{_CAPITAL}][\w'’]*"
CAPITALISED = re.compile(rf"(?<!\w){_WORD}")
_SURNAME = "|".join(sorted({*_SURNAMES.split(), *_SURNAMES.upper().split()}, key=len, reverse=True))
_GAP = r"[ \t\u00a0]+"
FULL_NAME = rf"(?<!\w)(?:{_SURNAME})(?:{_GAP}{_WORD}){{2,4}}(?!\w)"
SHORT_NAME = rf"(?<!\w)(?:{_SURNAME})(?:{_GAP}{_WORD}){{1,4}}(?!\w)"
_HONORIFIC = (
    r"(?<!\w)(?i:ông|bà|anh|chị|em|cháu|cụ|bé(?:\s+(?:trai|gái))?|công\s+dân|bị\s+hại(?:\s+là)?)"
)
CALLED = rf"{_HONORIFIC}{_GAP}{_WORD}(?:{_GAP}{_WORD}){{1,4}}(?!\w)"
INITIALS = (
    r"(?<!\w)(?i:ông|bà|anh|chị|em|cháu|bé|bn|bệnh\s+nhân|bị\s+hại|nạn\s+nhân|nữ\s+sinh"
    r"|nam\s+sinh|và)"
    rf"(?i:{_GAP}(?:em|là|và))?{_GAP}(?:[{_CAPITAL}][a-z]?h?\.[ ]?){{1,4}}[{_CAPITAL}](?!\w)"
)
PERSON = re.compile(f"{CALLED}|{FULL_NAME}")
"""A person by full name, or called ông, bà, anh, chị."""
HIDDEN_PERSON = re.compile(INITIALS)
"""A person by initials."""
IN_A_ROW = re.compile(
    r"(?:^|[;,|\t:–]|(?<!\w)(?:và|có|gồm))[ \t]*"
    rf"(?:\d{{1,4}}[ \t.)\-–:;|]*|[-–+*•][ \t]*|(?i:SBD)\s*\d+\s*)?"
    rf"(?:(?i:hộ|chủ hộ|ông|bà|anh|chị|em|cháu|cụ|thí sinh|học sinh)[ \t:]+)*(?:{SHORT_NAME})",
    re.MULTILINE,
)
"""A person who begins a row, or a piece of a list that runs on in one line."""
PLACE = re.compile(
    r"(?:Hồ Chí Minh|HỒ CHÍ MINH|Cao Bằng|Thái (?:Nguyên|Bình|Lan)|Lâm Đồng|Đồng (?:Nai|Tháp)"
    r"|Hà (?:Nội|Tĩnh"
    r"|Nam|Giang)|Sơn (?:La|Tây))(?!\w)",
    re.IGNORECASE,
)

YEAR = r"(?:19|20)\d\d"
DATE = (
    rf"\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{YEAR}"
    rf"|ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+{YEAR}"
)
BORN = re.compile(
    rf"(?<!\w)(?:sinh(?:\s+(?:năm|ngày))?|sn|s\.n|ngày\s+sinh)[ .:]*(?:{DATE}|{YEAR}"
    rf"|\d{{1,2}}/{YEAR})"
    rf"|\((?:{DATE})\)",
    re.IGNORECASE,
)
BORN_ON = re.compile(
    rf"(?<!\w)(?:sinh(?:\s+ngày)?|sn|ngày\s+sinh)[ .:]*(?:{DATE})|\((?:{DATE})\)",
    re.IGNORECASE,
)
AGE = re.compile(rf"(?<!\w)\d{{1,2}}\s+tuổi(?!\w)|{BORN.pattern}", re.IGNORECASE)
LIVES = re.compile(
    r"(?<!\w)(?:trú(?!\s+(?:đông|ẩn|mưa))|thường\s+trú|tạm\s+trú|cư\s+trú|nơi\s+ở|chỗ\s+ở"
    r"|ngụ\s+(?:tại|ở)|hiện\s+ở"
    r"|hộ\s+khẩu|hktt|địa\s+chỉ|nhà\s+(?:ở|số)|ở\s+(?:thôn|xóm|bản|buôn|ấp|khu|tổ|đội|khóm"
    r"|tiểu\s+khu))(?!\w)",
    re.IGNORECASE,
)
HAMLET = re.compile(
    r"(?<!\w)(?i:thôn|xóm|bản|buôn|ấp|khu(?:\s+phố)?|tổ(?:\s+dân\s+phố)?|đội|khóm|tiểu\s+khu|tdp"
    r"|khối)\s+"
    rf"(?:[{_CAPITAL}]|\d)"
)
OFFICIAL = re.compile(
    r"(?<!\w)(?:đồng\s+chí|đ/c|đ\.c|chủ\s+tịch|phó|trưởng(?!\s+thành)|bí\s+thư|giám\s+đốc"
    r"|hiệu\s+trưởng|chánh|cán\s+bộ"
    r"|công\s+chức|chuyên\s+viên|thư\s+ký|chức\s+vụ|chức\s+danh|trực\s+ban|trực\s+lãnh\s+đạo"
    r"|bác\s+sĩ|đại\s+biểu)(?!\w)",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"(?<!\w)(?:đường\s+dây\s+nóng|hotline|tổng\s+đài|văn\s+phòng|ubnd|uỷ\s+ban|ủy\s+ban|hđnd"
    r"|phòng|trung\s+tâm"
    r"|công\s+an|ban\s+\w+|bch|sở|chi\s+cục|cục|hạt|trạm|bệnh\s+viện|trường|công\s+ty"
    r"|doanh\s+nghiệp"
    r"|hợp\s+tác\s+xã|htx|ngân\s+hàng|điện\s+lực|toà\s+soạn|tòa\s+soạn|thường\s+trực|hội\s+\w+"
    r"|quỹ|kho\s+bạc"
    r"|mttq|mặt\s+trận|bộ\s+phận|một\s+cửa|cơ\s+quan|email|fax|đội\s+\w+|nhà\s+máy|cửa\s+hàng"
    r"|khách\s+sạn"
    r"|câu\s+lạc\s+bộ|xã\s+đoàn|huyện\s+đoàn|đồn|tổ\s+công\s+tác)(?!\w)",
    re.IGNORECASE,
)
