"""Tables of figures: an event's budget, results by commune, a duty roster."""

from samples.grammar.scene import Scene
from samples.model import Cell, Table

HEADS = (
    ("TT", "Đơn vị", "Kế hoạch (ha)", "Thực hiện (ha)", "Tỷ lệ"),
    ("STT", "Xã, thị trấn", "Số hộ", "Kinh phí (nghìn đồng)", "Ghi chú"),
    ("TT", "Nội dung", "Đơn vị tính", "Số lượng", "Hoàn thành"),
)
REMARKS = ("Đạt", "Chưa đạt", "100%", "Bình thường", "Có danh sách kèm theo", "Tốt")


def write_table(scene: Scene, *, merged: bool) -> Table:
    """With `merged`, one cell spans columns in the header and one spans rows at the side."""
    dice = scene.dice.child("table")
    head = dice.pick(HEADS)
    rows = []
    for number in range(1, dice.number(4, 8)):
        place = scene.write(f"{{xa{number}}}")
        figures = (scene.write("{80..900}"), scene.write("{40..700}"), dice.pick(REMARKS))
        rows.append((Cell(str(number)), Cell(f"Xã {place}"), *map(Cell, figures)))
    if not merged:
        return Table(tuple(map(Cell, head)), tuple(rows))
    header = (Cell(head[0]), Cell(head[1]), Cell("Kết quả thực hiện", columns=3))
    first = (Cell("Cụm 1", rows=2), *rows[0][1:])
    total = (Cell("Tổng cộng", columns=2), *rows[-1][2:])
    return Table(header, (first, rows[1][1:], *rows[2:-1], total))
