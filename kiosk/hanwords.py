"""Which signs of a Chinese sentence make one word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import rjieba

OUR_OWN: Final = (
    "电极片", "掌根", "除颤", "除颤仪", "除颤器", "免提", "拍背", "回弹", "仰头", "侧躺", "手心",
    "储雾罐", "颈托", "瘀青", "救护车", "急救人员", "接线员", "换人", "值班台", "怎么样",
    "不正常", "不确定", "没反应", "有反应", "叫不醒", "吹气", "按压",
)  # fmt: skip
"""Of first aid and of a branch: the dictionary, made from newspapers, does not have them."""
AFTER: Final = frozenset("的了着过吗呢吧们得地么")
"""Never the first sign of a line: they belong to the word before them."""
BEFORE: Final = frozenset("不没别未")
"""Never the last sign of a line: alone they read as the opposite."""
_HAN = re.compile("[\u3400-\u9fff]+")
_WEIGHT = 100_000
CACHE_SIZE = 2048

_words = rjieba.Jieba()
for _word in OUR_OWN:
    _words.add_word(_word, _WEIGHT, "n")


@lru_cache(maxsize=CACHE_SIZE)
def inside(text: str) -> frozenset[int]:
    """The places in a text at which a line that begins there tears a word."""
    found: set[int] = set()
    for stretch in _HAN.finditer(text):
        at = stretch.start()
        for word in _words.cut(stretch.group(), False):
            found.update(range(at + 1, at + len(word)))
            if word in AFTER and at > stretch.start():
                found.add(at)
            at += len(word)
            if word in BEFORE and at < stretch.end():
                found.add(at)
    return frozenset(found)
