"""Write Unicode Vietnamese as people typed it before Unicode: TCVN3 (ABC fonts) and VNI.

Source of the codes: the TCVN 5712:1993 (VN3) and VNI-Windows code charts, as UniKey has them.
"""

import unicodedata

TCVN3_BYTES = (
    "ĂA1 ÂA2 ÊA3 ÔA4 ƠA5 ƯA6 ĐA7 ăA8 âA9 êAA ôAB ơAC ưAD đAE "
    "àB5 ảB6 ãB7 áB8 ạB9 ằBB ẳBC ẵBD ắBE ặC6 ầC7 ẩC8 ẫC9 ấCA ậCB èCC ẻCE ẽCF éD0 ẹD1 "
    "ềD2 ểD3 ễD4 ếD5 ệD6 ìD7 ỉD8 ĩDC íDD ịDE òDF ỏE1 õE2 óE3 ọE4 ồE5 ổE6 ỗE7 ốE8 ộE9 "
    "ờEA ởEB ỡEC ớED ợEE ùEF ủF1 ũF2 úF3 ụF4 ừF5 ửF6 ữF7 ứF8 ựF9 ỳFA ỷFB ỹFC ýFD ỵFE"
)
TCVN3 = {entry[0]: bytes.fromhex(entry[1:]).decode("cp1252") for entry in TCVN3_BYTES.split()}

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
VNI_TONE = {GRAVE: "ø", ACUTE: "ù", TILDE: "õ", HOOK: "û", DOT: "ï"}
VNI_CIRCUMFLEX = {"": "â", GRAVE: "à", ACUTE: "á", TILDE: "ã", HOOK: "å", DOT: "ä"}
VNI_BREVE = {"": "ê", GRAVE: "è", ACUTE: "é", TILDE: "ü", HOOK: "ú", DOT: "ë"}
VNI_ALONE = {
    "đ": "ñ", "Đ": "Ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î",
    "Í": "Í", "Ì": "Ì", "Ỉ": "Æ", "Ĩ": "Ó", "Ị": "Ò", "Ỵ": "Î",
}  # fmt: skip


def to_tcvn3(text: str) -> str:
    """Give the signs that a Unicode page shows for text typed in an ABC font.

    The ABC fonts have no toned capitals, so "Ủ" comes out as the code of "ủ".
    """
    return "".join(TCVN3.get(c) or TCVN3.get(c.lower(), c) for c in _composed(text))


def to_vni(text: str) -> str:
    return "".join(_vni_letter(c) for c in _composed(text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("–", "-").replace("“", '"').replace("”", '"')


def _vni_letter(letter: str) -> str:
    if letter in VNI_ALONE:
        return VNI_ALONE[letter]
    parts = unicodedata.normalize("NFD", letter)
    plain, marks = parts[0], parts[1:]
    if not marks:
        return letter
    tone = next((mark for mark in marks if mark in VNI_TONE), "")
    if "\u0302" in marks:
        sign = VNI_CIRCUMFLEX[tone]
    elif "\u0306" in marks:
        sign = VNI_BREVE[tone]
    else:
        sign = VNI_TONE.get(tone, "")
    if "\u031b" in marks:
        plain = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[plain]
    return plain + (sign.upper() if plain.isupper() else sign)
