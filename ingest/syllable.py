"""What can be a Vietnamese syllable: the spelling rules, not a dictionary."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
# Open rhymes and those that end in a glide or nasal take any tone.
_OPEN = (
    "a ai ao au ay ăm ăn ăng âm ân âng âu ây am an ang anh e em en eng eo ê êm ên ênh êu i ia "
    "im in inh iu iêm iên iêng iêu o oa oai oan oang oanh oao oay oăm oăn oăng oe oem oen oeo "
    "oi om on ong oong ô ôi ôm ôn ông ôông ơ ơi ơm ơn u ua uân uâng uây uê uên uênh ui um un "
    "ung uơ uy uya uych uyên uynh uyu uôi uôm uôn uông uau ư ưa ưi ưm ưn ưng ưu ươi ươm ươn "
    "ương ươu y yêm yên yêng yêu ym yn ynh uyn oam uao uang uan uai uay uăn uăng uanh uen ue "
    "ueo"
)
# Those that end in a stop take only the sharp and the heavy tone.
_STOPPED = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oac oach oap oat "
    "oăc oăt oc op ot ooc ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uyt uyêt uych ưc ưt ươc ươp "
    "ươt yêt yt ych oet uat uac uach uăc uăt uet uôp"
)
_SHAPED = re.compile(f"(?:{_ONSET})?(?:{'|'.join(_OPEN.split() + _STOPPED.split())})")
_STOP_RHYME = re.compile(f"(?:{_ONSET})?(?:{'|'.join(_STOPPED.split())})")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# A tone stands on a vowel: ñ is no Vietnamese letter.
_TONED_CONSONANT = re.compile("[b-df-hj-np-tv-xzđ][\u0300\u0301\u0303\u0309\u0323]")
_STOP_TONES = frozenset("\u0301\u0323")


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Tell whether a word obeys Vietnamese spelling: onset, rhyme, a tone the rhyme can have."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    if len(tones) > 1 or _TONED_CONSONANT.search(decomposed):
        return False
    base = unicodedata.normalize("NFC", _TONE.sub("", decomposed))
    if _STOP_RHYME.fullmatch(base):
        return bool(tones) and tones[0] in _STOP_TONES
    return _SHAPED.fullmatch(base) is not None
