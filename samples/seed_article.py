"""The one real text among the samples: an article of a district portal, 2017."""

from datetime import datetime

from samples.model import VIET_NAM, Article, Byline, Figure, Paragraph, Picture

ID = "cai-cach-hanh-chinh"
TITLE = "Kiểm tra Cải cách hành chính một số địa phương, đơn vị trên địa bàn huyện."
LEAD = (
    "Nhằm xiết chặt kỷ luật, kỷ cương hành chính trong đội ngũ cán bộ, công chức, "
    "viên chức trong thực thi công vụ, tổ công tác\xa0kiểm\xa0tra\xa0CCHC thành lập theo "
    "Quyết định số 436/QĐ-UBND ngày 26 tháng 02 năm 2015 của huyện Can Lộc vừa tiến"
    " hành kiểm tra tại một số đơn vị\xa0 trên địa bàn."
)
FIRST = (
    "Qua kiểm tra thực tế tại một số địa phương, đơn vị, việc thực hiện Quy chế văn"
    " hóa công sở; nội quy, quy chế làm việc của cơ quan, đơn vị, cán bộ, công "
    "chức: Đa số cán bộ, công chức UBND các xã, đơn vị trường học và Trạm Y tế cơ "
    "sở được kiểm tra chấp hành tốt thời giờ làm việc; Không có cán bộ, công chức "
    "uống rượu, bia trước, trong giờ làm việc, giờ nghỉ trưa của ngày làm việc; Bàn"
    " làm việc của đa số cán bộ, công chức đều có biển tên ghi rõ họ tên, chức vụ; "
    "Cán bộ, công chức đều đeo thẻ khi làm nhiệm vụ."
)
SECOND = (
    "Việc bố trí, niêm yết thủ tục hành chính tại bộ phận một cửa cơ bản phù hợp "
    "với quy định và thuận lợi cho người dân, tổ chức đến giao dịch; cơ bản đã niêm"
    " yết công khai bộ thủ tục hành chính tại Bộ phận tiếp nhận và trả kết quả theo"
    " quy định. Bên cạnh những mặt tích cực, thì các địa phương đơn vị vẫn còn tình"
    " trạng một số ít công chức chấp hành chưa nghiêm thời giờ làm việc như hiện "
    "tượng đi muộn, về sớm; cán bộ làm việc trong giờ hành chính không đeo thẻ công"
    " chức. UBND các xã được kiểm tra chưa ban hành được Quyết định về việc bố trí "
    "và phân công nhiệm vụ cho công chức trực tại bộ phận một cửa và niêm yết công "
    "khai nhưng chưa đầy đủ thời gian, quy trình, các bộ thủ tục hành chính theo "
    "quy định, năm 2017 chưa ban hành được Chương trình, kế hoạch cải cách hành "
    "chính và báo cáo CCHC quý I. Đặc biệt tại Yên Lộc, Thiên Lộc, vẫn còn tình "
    "trạng bộ phận một cửa hoạt động không hiệu quả, có đơn vị còn để công dân phải"
    " chờ giao dịch. Việc thực hiện hiện đại hoá nền hành chính còn kém hiệu quả. "
    "Trường học không khai thác văn bản qua hệ thống IO, UBND các xã chưa thực hiện"
    " gửi nhận văn bản điện tử, hầu như các xã mới chỉ sử dụng 3-4 chìa khoá IO "
    "trên tổng số 9 chìa khoá\xa0được cấp."
)
LAST = (
    "Với những kết quả qua kiểm tra thực tế, tổ công tác đã tiến hành lập biên bản,"
    " nhắc nhở nhằm sớm khắc phục để việc cải cách hành chính đi vào nề nếp, hoạt "
    "động có hiệu quả trong thời gian tới."
)


def seed_article() -> Article:
    """Give the article with its two pictures; it stood without a date."""
    pictures = [
        Figure(
            Picture(
                key=f"seed-{place}", path=f"/uploads/images/2017/cchc-{place}.jpg", alt="Upload"
            )
        )
        for place in (1, 2)
    ]
    blocks = (pictures[0], Paragraph(FIRST), pictures[1], Paragraph(SECOND), Paragraph(LAST))
    return Article(
        id=ID,
        serial=1201,
        section="cai-cach",
        title=TITLE,
        lead=LEAD,
        blocks=blocks,
        byline=Byline(line="Anh Đức", name="Anh Đức"),
        written_at=datetime(2017, 3, 27, 8, 15, tzinfo=VIET_NAM),
        date_on="nowhere",
        legal=("436/QĐ-UBND",),
    )
