"""Kinds of Vietnamese legal and administrative texts, and the symbols in their numbers."""

from __future__ import annotations

TYPES: tuple[str, ...] = (
    "Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết liên tịch", "Nghị quyết",
    "Nghị định", "Quyết định", "Thông tư liên tịch", "Thông tư", "Chỉ thị", "Quy chế", "Quy định",
    "Thông cáo", "Thông báo", "Thông tri", "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án",
    "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện",
    "Công thư", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu",
    "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Kết luận", "Điều lệ",
    "Văn bản hợp nhất", "Văn bản", "Quy hoạch", "Thư mời", "Đề cương",
)  # fmt: skip
"""The kinds by name, as they are kept."""

SYMBOLS: dict[str, str] = {
    "NQ": "Nghị quyết", "NQLT": "Nghị quyết liên tịch", "NĐ": "Nghị định", "QĐ": "Quyết định",
    "CT": "Chỉ thị", "QC": "Quy chế", "QYĐ": "Quy định", "QYC": "Quy chế", "QĐI": "Quy định",
    "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTR": "Chương trình",
    "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo",
    "BB": "Biên bản", "TTR": "Tờ trình", "HĐ": "Hợp đồng", "CV": "Công văn", "CĐ": "Công điện",
    "GM": "Giấy mời", "GGT": "Giấy giới thiệu", "PC": "Phiếu chuyển", "TTLT": "Thông tư liên tịch",
    "TT": "Thông tư", "L": "Lệnh", "PL": "Pháp lệnh", "KL": "Kết luận", "LCT": "Lệnh",
    "VBHN": "Văn bản hợp nhất", "TM": "Thư mời",
}  # fmt: skip
"""The kind that a number's symbol tells, by the symbol in capitals."""

ABBREVIATIONS: dict[str, str] = {
    "QĐ": "Quyết định", "NQ": "Nghị quyết", "NĐ": "Nghị định", "TT": "Thông tư", "CT": "Chỉ thị",
    "KH": "Kế hoạch", "TB": "Thông báo", "CV": "Công văn", "TTLT": "Thông tư liên tịch",
    "KL": "Kết luận", "HD": "Hướng dẫn", "TTr": "Tờ trình", "BC": "Báo cáo",
}  # fmt: skip
"""What people write for the name of a kind before a number."""
