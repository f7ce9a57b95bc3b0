"""Names of languages in English and Chinese questions, as codes."""

import re

from app.understanding.profile import Fact

_CODES: dict[str, tuple[str, ...]] = {
    "en": ("English", "英语", "英文"), "zh": ("Chinese", "Mandarin", "中文", "汉语", "普通话"),
    "yue": ("Cantonese", "粤语", "广东话"), "lzh": ("Classical Chinese", "文言文", "文言", "古文", "古汉语"),
    "de": ("German", "德语", "德文"), "fr": ("French", "法语", "法文"), "es": ("Spanish", "西班牙语", "西语"),
    "pt": ("Portuguese", "葡萄牙语", "葡语"), "it": ("Italian", "意大利语"), "nl": ("Dutch", "荷兰语"),
    "pl": ("Polish", "波兰语"), "cs": ("Czech", "捷克语"), "sk": ("Slovak", "斯洛伐克语"), "hu": ("Hungarian", "匈牙利语"),
    "ro": ("Romanian", "罗马尼亚语"), "bg": ("Bulgarian", "保加利亚语"), "el": ("Greek", "希腊语"),
    "tr": ("Turkish", "土耳其语"), "ru": ("Russian", "俄语", "俄文"), "uk": ("Ukrainian", "乌克兰语"),
    "sr": ("Serbian", "塞尔维亚语"), "hr": ("Croatian", "克罗地亚语"), "da": ("Danish", "丹麦语"),
    "sv": ("Swedish", "瑞典语"), "no": ("Norwegian", "挪威语"), "fi": ("Finnish", "芬兰语"), "is": ("Icelandic", "冰岛语"),
    "fo": ("Faroese", "法罗语"), "se": ("Sami", "Northern Sami", "萨米语"), "kl": ("Greenlandic", "格陵兰语"),
    "et": ("Estonian", "爱沙尼亚语"), "lv": ("Latvian", "拉脱维亚语"), "lt": ("Lithuanian", "立陶宛语"),
    "ga": ("Irish", "Gaelic", "爱尔兰语"), "cy": ("Welsh", "威尔士语"), "br": ("Breton", "布列塔尼语"),
    "eu": ("Basque", "巴斯克语"), "ca": ("Catalan", "加泰罗尼亚语"), "gl": ("Galician", "加利西亚语"),
    "mt": ("Maltese", "马耳他语"), "lb": ("Luxembourgish", "卢森堡语"), "rm": ("Romansh", "罗曼什语"),
    "sq": ("Albanian", "阿尔巴尼亚语"), "hy": ("Armenian", "亚美尼亚语"), "ka": ("Georgian", "格鲁吉亚语"),
    "ar": ("Arabic", "阿拉伯语"), "he": ("Hebrew", "希伯来语"), "fa": ("Persian", "Farsi", "波斯语"),
    "ps": ("Pashto", "普什图语"), "ku": ("Kurdish", "库尔德语"), "ur": ("Urdu", "乌尔都语"), "hi": ("Hindi", "印地语"),
    "bn": ("Bengali", "孟加拉语"), "ta": ("Tamil", "泰米尔语"), "te": ("Telugu", "泰卢固语"), "mr": ("Marathi", "马拉地语"),
    "ne": ("Nepali", "尼泊尔语"), "si": ("Sinhala", "Sinhalese", "僧伽罗语"), "dz": ("Dzongkha", "宗卡语"),
    "bo": ("Tibetan", "藏语", "藏文"), "ug": ("Uyghur", "Uighur", "维吾尔语", "维语"), "mn": ("Mongolian", "蒙古语", "蒙语", "蒙文"),
    "kk": ("Kazakh", "哈萨克语"), "ky": ("Kyrgyz", "柯尔克孜语", "吉尔吉斯语"), "uz": ("Uzbek", "乌兹别克语"),
    "tg": ("Tajik", "塔吉克语"), "tk": ("Turkmen", "土库曼语"), "ja": ("Japanese", "日语", "日文"),
    "ko": ("Korean", "韩语", "朝鲜语", "韩文"), "vi": ("Vietnamese", "越南语", "越语"), "th": ("Thai", "泰语", "泰文"),
    "lo": ("Lao", "老挝语"), "km": ("Khmer", "高棉语", "柬埔寨语"), "my": ("Burmese", "缅甸语", "缅语"),
    "id": ("Indonesian", "印尼语", "印度尼西亚语"), "ms": ("Malay", "马来语"), "tl": ("Tagalog", "Filipino", "他加禄语", "菲律宾语"),
    "jv": ("Javanese", "爪哇语"), "mi": ("Maori", "Māori", "毛利语"), "sm": ("Samoan", "萨摩亚语"), "haw": ("Hawaiian", "夏威夷语"),
    "sw": ("Swahili", "斯瓦希里语"), "am": ("Amharic", "阿姆哈拉语"), "ti": ("Tigrinya", "提格里尼亚语"),
    "so": ("Somali", "索马里语"), "ha": ("Hausa", "豪萨语"), "yo": ("Yoruba", "约鲁巴语"), "ig": ("Igbo", "伊博语"),
    "zu": ("Zulu", "祖鲁语"), "xh": ("Xhosa", "科萨语"), "af": ("Afrikaans", "南非语"), "rw": ("Kinyarwanda", "卢旺达语"),
    "wo": ("Wolof", "沃洛夫语"), "mg": ("Malagasy", "马达加斯加语"), "kab": ("Kabyle", "Berber", "卡拜尔语", "柏柏尔语"),
    "qu": ("Quechua", "克丘亚语"), "gn": ("Guarani", "瓜拉尼语"), "ay": ("Aymara", "艾马拉语"), "nah": ("Nahuatl", "纳瓦特尔语"),
    "iu": ("Inuktitut", "因纽特语"), "nv": ("Navajo", "纳瓦霍语"), "ht": ("Haitian Creole", "海地克里奥尔语"),
    "la": ("Latin", "拉丁语", "拉丁文"), "sa": ("Sanskrit", "梵语", "梵文"), "eo": ("Esperanto", "世界语"),
    "yi": ("Yiddish", "意第绪语"), "kac": ("Jingpho", "Kachin", "景颇语"), "za": ("Zhuang", "壮语"), "ii": ("Yi", "彝语", "彝文"),
    "hmn": ("Hmong", "苗语"), "dai": ("Dai", "傣语"), "nxq": ("Naxi", "纳西语"), "tdd": ("德宏傣语",),
}  # fmt: skip
_SHORT = {
    "中": "zh", "英": "en", "日": "ja", "韩": "ko", "法": "fr", "德": "de", "俄": "ru", "越": "vi", "泰": "th", "藏": "bo",
    "蒙": "mn", "维": "ug", "葡": "pt", "西": "es", "意": "it", "阿": "ar", "老": "lo", "缅": "my", "汉": "zh", "朝": "ko",
}  # fmt: skip
_CODE_OF = {name.lower(): code for code, names in _CODES.items() for name in names}
_HAN_NAMES = [name for name in _CODE_OF if not name.isascii() and "ā" not in name]
_LATIN_NAMES = [name for name in _CODE_OF if name not in _HAN_NAMES]
_NAMES = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _LATIN_NAMES), key=len, reverse=True))})\b"
    rf"|{'|'.join(sorted(_HAN_NAMES, key=len, reverse=True))}",
    re.ASCII | re.IGNORECASE,
)
_NOT_LANGUAGE = re.compile(r"^(?:\s+(?:restaurants?|food|cuisine|wine|history|law|embassy|company|market|government)\b)")
_RULED_OUT = re.compile(r"(?:\bnot|\binstead of|\brather than|不是|而不是|不要|不再是?|别)\s*$", re.IGNORECASE)
_LIST = re.compile(rf"(?:[{''.join(_SHORT)}][、/]){{1,8}}[{''.join(_SHORT)}](?:[一二三四五六七八九十两\d]+)?(?=种|语|文|[一二三四五六七八九十两]种|双语|互译)")
_INTO = re.compile(rf"([{''.join(_SHORT)}])(?:文)?(?:译|翻)(?:成|到)?([{''.join(_SHORT)}])(?!文章)")
_PAIR = re.compile(r"[中汉]英(?:文|双语|对照|混)")
_MIXED_CASE = {"dai", "yi", "lao"}
"""Short names that are also English words or particles: counted only with a capital."""


def languages(text: str) -> Fact | None:
    """Codes of the languages a text names, in their order; None when it names none."""
    found: list[tuple[int, str]] = []
    for match in _NAMES.finditer(text):
        name = match.group()
        if _RULED_OUT.search(text, max(0, match.start() - 14), match.start()):
            continue
        if _NOT_LANGUAGE.match(text[match.end() : match.end() + 14]) or (name.isascii() and not name[0].isupper()):
            continue
        found.append((match.start(), _CODE_OF[name.lower()]))
    for match in (*_LIST.finditer(text), *_PAIR.finditer(text)):
        found.extend((match.start() + index, _SHORT[char]) for index, char in enumerate(match.group()) if char in _SHORT)
    for match in _INTO.finditer(text):
        found.extend((match.start(group), _SHORT[match.group(group)]) for group in (1, 2))
    if not found:
        return None
    codes = tuple(dict.fromkeys(code for _, code in sorted(found)))
    first, last = min(found)[0], max(found)[0]
    return Fact(codes, text[first : last + 12].strip() if last - first < 60 else text[first : first + 40], 0.9)
