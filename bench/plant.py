# SPDX-License-Identifier: Apache-2.0
"""Plants one error of a named class at a random place of a clean text. Nothing here comes from the program's rules or
tables: what is changed is told by marks in the text, ⟦class:words⟧ or ⟦class:words|argument⟧, or found by its shape alone."""
import re
import unicodedata

MARK = re.compile(r'⟦([a-z-]+):([^|⟧]*)(?:\|([^⟧]*))?⟧')
SYLLABLES = '/usr/share/hunspell/vi_VN.dic'
WORD = re.compile(r'[^\W\d_]+')
# Compounds that such papers are full of; one half of one is left out.
COMPOUNDS = ('quản lý, thực hiện, tổ chức, phối hợp, triển khai, tham mưu, hướng dẫn, phê duyệt, hỗ trợ, vận động, viện trợ, chuẩn bị, '
             'giải quyết, hoàn thành, kiểm tra, bảo đảm, tăng cường, xây dựng, báo cáo, hợp tác, đề nghị, xúc tiến, tiếp nhận, thẩm định, '
             'nghiệp vụ, kiến thức, bồi dưỡng, tuyên truyền, lãnh đạo, địa phương, nhiệm vụ, bảo hộ, phát triển, chính thức').split(', ')
# Halves that are words themselves: "không có vụ quá hạn", "sinh hoạt chính" are no errors that a reader could tell.
ALONE = {'vụ', 'chính'}
DOUBLED = set('luôn dần thường người ngày năm nhà từng xanh xa song đời nơi đâu ai gì cao lâu'.split())  # words that are said twice
SMALL = 'các những trong đã để với cho theo của và từ do khi nhằm được tại trên đến'.split()
TELEX = {'\u0300': 'f', '\u0301': 's', '\u0309': 'r', '\u0303': 'x', '\u0323': 'j'}
SHAPES = {'â': 'aa', 'ê': 'ee', 'ô': 'oo', 'ă': 'aw', 'ơ': 'ow', 'ư': 'uw', 'đ': 'dd'}
TONES = ['', '\u0300', '\u0301', '\u0309', '\u0303', '\u0323']
KEYS = {a: b for row in ('qwertyuiop', 'asdfghjkl', 'zxcvbnm') for a, b in zip(row, row[1:])}
KINDS = {'NQ': 'KH', 'KH': 'QĐ', 'QĐ': 'NQ', 'CT': 'NQ', 'CTr': 'KH', 'KL': 'CT', 'BC': 'KH'}
NAMED = 'Nghị quyết|Kế hoạch|Quyết định|Chỉ thị|Chương trình công tác|Kết luận'
ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI']


def clean(text):
    return MARK.sub(lambda mark: mark[2], text)


def known_syllables():
    try:
        with open(SYLLABLES, encoding='utf-8') as file:
            return {unicodedata.normalize('NFC', line.split('/')[0].strip().lower()) for line in file}
    except FileNotFoundError:
        return set()


def number(text):
    return int(text.replace('.', '').replace('%', '').split(',')[0])


def like(value, text):
    """A number written as another one is."""
    if text.startswith('0') and len(text) > 1:
        return '%0*d' % (len(text), value)
    return '{:,}'.format(value).replace(',', '.') if '.' in text else str(value)


class Planter:
    def __init__(self, random):
        self.random, self.syllables = random, known_syllables()

    def plant(self, kind, text):
        """The text with an error, the line it is in; None where the text has no place for one."""
        at = self.marked(kind, text) if kind in MARKED else getattr(self, 'plant_' + kind.replace('-', '_'))(clean(text))
        if at is None:
            return None
        start, end, words = at
        made = text if kind in MARKED else clean(text)
        if made[start:end] == words:
            return None
        before = clean(made[:start])
        return before + words + clean(made[end:]), before.count('\n') + 1

    # Where a mark says what the words are.
    def marked(self, kind, text):
        places = [mark for mark in MARK.finditer(text) if mark[1] == kind]
        if not places:
            return None
        mark = self.random.choice(places)
        return mark.start(), mark.end(), MARKED[kind](self, mark[2], mark[3])

    def other_number(self, text, _):
        value = number(text)
        while True:
            made = value + self.random.choice([-1, 1]) * self.random.choice([1, 1, 2, 3, 10, max(1, value // 3)])
            if made > 0 and made != value:
                return like(made, text)

    def larger(self, text, total):
        return like(number(total) + self.random.randint(1, 30), text)

    def smaller(self, text, month):
        return like(self.random.randint(1, int(month)), text)

    def other_share(self, text, about):
        """A share of what is only about so much (the mark says so) may be a point off and right."""
        value = int(re.sub(r'\D.*', '', text))
        made = self.random.choice([value + 10, value - 10, value + 7, value * 2] + ([] if about else [value + 1]))
        return text.replace(str(value), str(made), 1)

    def other_direction(self, text, _):
        return 'giảm' if text == 'tăng' else 'tăng'

    def other_year(self, text, _):
        return str(int(text) + self.random.choice([-1, 1, -2]))

    def other_weekday(self, text, _):
        days = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật']
        return self.random.choice([day for day in days if day != text])

    def argument(self, text, argument):
        return argument

    def nothing(self, text, _):
        return '- Sở Tài chính;'

    def other_name(self, text, _):
        """A letter that is another, missing, doubled or in the wrong place; hyphens that are missing; another tone."""
        ways = [lambda i: text[:i] + text[i + 1:], lambda i: text[:i] + text[i] + text[i:],
                lambda i: text[:i] + text[i + 1:i + 2] + text[i] + text[i + 2:],
                lambda i: text[:i] + {'a': 'e', 'e': 'i', 'i': 'y', 'o': 'ô', 'n': 'm', 't': 'th', 'r': 'l', 'v': 'b', 'k': 'c'}.get(text[i], text[i]) + text[i + 1:]]
        if '-' in text:
            ways.append(lambda i: text.replace('-', ' - '))
        while True:
            at = self.random.randrange(1, len(text) - 1)
            made = self.random.choice(ways)(at)
            if text[at].isalpha() and made != text and made.lower() != text.lower():
                return made

    # Where the shape of the text tells a place.
    def prose(self, text):
        """(start, end) of the lines that are sentences."""
        return [(m.start(), m.end()) for m in re.finditer(r'^[^|+\n]{60,}$', text, re.M) if re.search(r'[a-zà-ỹ] [a-zà-ỹ]', m[0]) and not re.match(r'[ *]|\S+ NHÂN', m[0])]

    def among(self, text, pattern, keep=lambda match: True):
        """A match of the pattern within a sentence."""
        found = [m for start, end in self.prose(text) for m in re.compile(pattern).finditer(text, start, end) if keep(m)]
        return self.random.choice(found) if found else None

    def replace(self, text, pattern, made, keep=lambda match: True):
        match = self.among(text, pattern, keep)
        return match and (match.start(), match.end(), made(match))

    def plant_twice(self, text):
        return self.replace(text, r'(?<= )[a-zà-ỹđ]{2,}(?= [a-zà-ỹđ])', lambda m: m[0] + ' ' + m[0], lambda m: m[0] not in DOUBLED)

    def plant_twice_phrase(self, text):
        return self.replace(text, r'(?<= )(%s)(?= [a-zà-ỹđ])' % '|'.join(COMPOUNDS), lambda m: m[0] + ' ' + m[0])

    def plant_passage(self, text):
        sentences = [m for start, end in self.prose(text) for m in re.compile(r'[A-ZÀ-ỸĐ][^.]{70,}?\.(?=$|\s)', re.M).finditer(text, start, end)]
        paragraphs = [end for start, end in self.prose(text) if text[end - 1] == '.']
        if not sentences or not paragraphs:
            return None
        sentence, end = self.random.choice(sentences), self.random.choice(paragraphs)
        return None if sentence.end() == end else (end, end, ' ' + sentence[0])

    def syllable(self, text, change, known):
        for _ in range(100):
            match = self.among(text, r'(?<= )[a-zà-ỹđ]{3,}(?= [a-zà-ỹđ])', lambda m: m[0] in self.syllables)
            if not match:
                return None
            made = unicodedata.normalize('NFC', change(match[0]))
            if made != match[0] and len(made) > 1 and (made in self.syllables) == known:
                return match.start(), match.end(), made
        return None

    def typo(self, word):
        at = self.random.randrange(len(word))
        return self.random.choice([
            lambda: word[:at] + word[at + 1:], lambda: word[:at] + word[at] + word[at:],
            lambda: word[:at] + word[at + 1:at + 2] + word[at] + word[at + 2:],
            lambda: word[:at] + KEYS.get(word[at], word[at]) + word[at + 1:], lambda: self.other_tone(word)])()

    def other_tone(self, word):
        bare = ''.join(c for c in unicodedata.normalize('NFD', word) if c not in TONES)
        vowels = [i for i, c in enumerate(bare) if c in 'aeiouy']
        if not vowels:
            return word
        at = self.random.choice(vowels) + 1
        while at < len(bare) and unicodedata.combining(bare[at]):
            at += 1
        return bare[:at] + self.random.choice(TONES) + bare[at:]

    def telex(self, word):
        tone = next((TELEX[c] for c in unicodedata.normalize('NFD', word) if c in TELEX), '')
        bare = unicodedata.normalize('NFC', ''.join(c for c in unicodedata.normalize('NFD', word) if c not in TELEX))
        return ''.join(SHAPES.get(c, c) for c in bare) + tone

    def plant_nonword(self, text):
        return self.syllable(text, self.typo, False)

    def plant_typed(self, text):
        return self.syllable(text, self.telex, False)

    def plant_real_word(self, text):
        return self.syllable(text, self.typo, True)

    def plant_half_word(self, text):
        return self.replace(text, r'(?<= )(%s)(?= [a-zà-ỹđ])' % '|'.join(COMPOUNDS),
                            lambda m: self.random.choice([half for half in m[0].split() if half not in ALONE]))

    def plant_bracket(self, text):
        return self.replace(text, r'[()“”]', lambda m: '')

    def plant_stop(self, text):
        ends = [end for start, end in self.prose(text) if re.search(r'[a-zà-ỹđ]\.$', text[start:end]) and not re.match(r'\d|Trên', text[start:end])]
        return (lambda end: (end - 1, end, self.random.choice(['', ','])))(self.random.choice(ends)) if ends else None

    def plant_mark(self, text):
        return self.replace(text, r'(?<=[a-zà-ỹđ])[,;] (?=[a-zà-ỹđ])', lambda m: self.random.choice([' , ', ',, ', ',. ', ';, ', ' ; ', ' .']))

    def plant_capital(self, text):
        """Of a small word: whether a noun has a capital is a matter of style."""
        return self.replace(text, r'(?<=[a-zà-ỹđ,] )(?:%s)(?= [a-zà-ỹđ])' % '|'.join(SMALL), lambda m: m[0].capitalize())

    def plant_section(self, text):
        found, before = [], {}
        for m in re.finditer(r'^(#* ?)(\d{1,2}|[IVX]+)(?=[.-]\s?\S)', text, re.M):
            kind = m[1] + ('r' if m[2] in ROMAN else 'd')
            value = ROMAN.index(m[2]) + 1 if m[2] in ROMAN else int(m[2])
            if before.get(kind) == value - 1 and value > 1:
                found.append((m, value))
            before[kind] = value
        if not found:
            return None
        m, value = self.random.choice(found)
        made = value + self.random.choice([1, -1])
        return m.start(2), m.end(2), ROMAN[made - 1] if m[2] in ROMAN else str(made)

    def plant_day(self, text):
        return self.replace(text, r'(?<!\d)\d{1,2}/\d{1,2}(?=/20\d\d)', lambda m: self.random.choice(['31/6', '30/02', '32/5', '15/13', '31/9', '00/4', '31/11']))

    def plant_late_document(self, text):
        years = re.findall(r'năm (20\d\d)', text)
        late = max(map(int, years)) + 1 if years else 2030
        return self.replace(text, r'(?<=/)20\d\d\b', lambda m: str(late), lambda m: re.search(r'số \S+ (\()?ngày \d+/\d+/$', text[:m.start()]))

    def plant_symbol_year(self, text):
        return self.replace(text, r'(?<=\d/)20\d\d(?=/(NĐ|QĐ|TT)-\w+ (\()?ngày \d+/\d+/20\d\d)', lambda m: str(int(m[0]) - self.random.randint(1, 6)))

    def plant_symbol_form(self, text):
        def made(m):
            return self.random.choice([m[1] + '/' + m[2] + '/' + m[4], m[1] + '-' + m[4] + '/' + m[2], m[1] + '/' + m[4] + '-' + m[2]])
        return self.replace(text, r'(?<=số )(\d+)-(NQ|KH|CT|CTr|KL|QĐ)(/)(T[UW])', made) or self.replace(
            text, r'(?<=số )(\d+)/(KH|QĐ|CTr)-(UBND|SNgV)', lambda m: m[1] + '/' + m[3] + '-' + m[2])

    def plant_symbol_kind(self, text):
        return self.replace(text, r'(%s) số \d+[-/](?:NQ|KH|QĐ|CTr|CT|KL)\b' % NAMED, lambda m: re.sub(r'(?<=[-/])\w+$', lambda k: KINDS[k[0]], m[0]))

    def plant_blank(self, text):
        match = self.random.choice([m for m in (re.search(r'(?<=Số:) (\d+)(?=[-/])', text), re.search(r'(?<=ngày )\d\d(?= tháng)', text[:900])) if m] or [None])
        return match and (match.start(), match.end(), '    ')

    def plant_approximation(self, text):
        return self.replace(text, r'(?<= )(khoảng|gần|trên|hơn) (?=\d[\d.,]* (?:triệu|tỷ|nghìn|đồng|km))', lambda m: {
            'khoảng': self.random.choice(['khoảng trên ', 'khoảng hơn ']), 'gần': 'gần trên ', 'trên': 'khoảng trên ', 'hơn': 'gần hơn '}[m[1]])

    def plant_hyphened(self, text):
        """A foreign name that stands in several places, spelled in another way in one."""
        names = {name for name in re.findall(r'[A-ZĐ]\w*(?:-\w+)+', text) if len(re.findall(re.escape(name) + r'(?![-\w])', text)) > 1 and not re.search(r'\d|[A-ZĐ]{2}', name)}
        return self.replace(text, '(?:%s)(?![-\\w])' % '|'.join(map(re.escape, sorted(names))), lambda m: self.other_name(m[0], None)) if names else None

    def plant_period(self, text):
        return self.replace(text, r'(?<=năm )20\d\d', lambda m: str(int(m[0]) + self.random.choice([-1, -2])), lambda m: re.search(r'(^|\n)Trên đây[^\n]*$', text[:m.start()]))

    def plant_figure(self, text):
        return self.replace(text, r'(?<= )\d[\d.]*(?= (?:đoàn|lượt|người|dự án|vụ|thỏa thuận|hồ sơ|văn bản|tàu|ngư dân)\b)', lambda m: self.other_number(m[0], None))


MARKED = {kind: change for kind, change in {
    'total': Planter.other_number, 'part': Planter.larger, 'count': Planter.other_number, 'series': Planter.other_number,
    'change': Planter.other_number, 'direction': Planter.other_direction, 'share': Planter.other_share, 'cumulation': Planter.smaller,
    'repeated': Planter.other_number, 'table': Planter.other_number, 'title-year': Planter.other_year, 'cutoff': Planter.argument,
    'weekday': Planter.other_weekday, 'stage': Planter.argument, 'years': Planter.other_number, 'issuer': Planter.argument,
    'cited-twice': Planter.argument, 'name': Planter.other_name, 'known-name': Planter.other_name, 'recipient': Planter.nothing}.items()}
