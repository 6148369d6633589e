# SPDX-License-Identifier: Apache-2.0
"""What a clerk's eye finds in a report: stops, brackets, blanks, figures, dates, empty sections, things said twice.
`faults(document)` takes the report's tree as the program writes it in JSON and tells what is wrong, with the words."""
import re

SMALL = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
UNITS = ("đoàn|lượt|người|vụ|hồ sơ|văn bản|thư|cuộc|lớp|thỏa thuận|dự án|phi dự án|chương trình|khoản|nhiệm vụ|hội nghị|sự kiện|"
         "hoạt động|đơn vị|doanh nghiệp|doanh nhân|tổ chức|số Bản tin|ấn phẩm|tin, bài|cặp|đợt|trường hợp|công chức|cán bộ|kiến nghị|"
         "đề xuất|báo cáo|quyển|hộ chiếu|tàu|ngư dân|lưu học sinh|đối tác|kế hoạch|văn phòng|trang|khách|đơn|suất|đại biểu|thủ tục")
VERBS = "tiếp nhận|nhận|gửi|giải quyết|giải quyết xong|phát hiện|phê duyệt|cho phép|đón|cử|ký|tổ chức|hoàn thành|tiếp|hủy|tiến hành|mới"

# What no running text may hold, and what to call it.
PATTERNS = [
    (r"[,;:.!?]\s*[,;:!?]|[,;:]\s*\.|(?<!\.)\.\s*\.(?!\.)", "two stops"),
    (r"\s[,;:.!?](?!\.)", "a blank before a stop"),
    (r"\(\s*\)|“\s*”|\(\s|\s\)|\(\s*[,;.:]|[,;:]\s*\)", "an empty or untidy bracket"),
    (r"[^\S\n]{2,}", "two blanks"),
    (r"[,;](?=[^\s\d”\"])", "no blank after a stop"),
    (rf"[.!?] [{SMALL}]", "a sentence that begins small"),
    (rf"\b(?P<word>[{SMALL}]+) (?P=word)\b", "a word twice"),
    (r"trong đó\s*[.;,:]|gồm\s*[.;,]|so với\s*[.;,]", "words that lead to nothing"),
    (rf"(?<![\d.,/%-])\b0?0 (?:{UNITS})\b", "a zero in digits"),
    (r"(?<![\d/])0/\d", "none of some in digits"),
    (rf"(?<![\d.,/-])(?<!\d )\b[1-9] (?:{UNITS})\b", "a count below ten without its zero"),
    (r"\b0\d(?:,\d+)?(?:%| (?:tỷ|triệu|nghìn|đồng|USD|EUR|VND|km)\b)", "a zero before an amount"),
    (rf"\b(?:{VERBS}) (?:không có|chưa có)\b", "a verb and then nothing"),
    (r"\b(?P<n>\d+) [^();.:]{1,60} \([^():;]+: (?P=n)\)", "a total and its only part"),
    (r"\b(?P<n>\d+) [^;.:]{1,60}, trong đó (?:có )?(?P=n)\b", "a part that is the whole"),
    (r"\{\{|\}\}|\{%|%\}", "a template's brackets"),
    (r"\b(?:null|None|true|false)\b", "a word of the program"),
]
PAIRS = {"số số", "năm năm", "người người"}


def text_of(runs):
    return "".join("\n" if run.get("kind") == "break" else run.get("text", "") for run in runs)


def dates(text):
    for day, month, _ in re.findall(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/-])", text):
        if len(day) < 2 or not (month in ("01", "02") or (month[0] != "0" and 3 <= int(month) <= 12)):
            yield f"{day}/{month}"


def faults_of(text):
    for pattern, name in PATTERNS:
        for match in re.finditer(pattern, text):
            if match.group(0).lower() in PAIRS or (name == "two stops" and text[match.start():].startswith("./.")):
                continue
            if name == "a blank before a stop" and text[match.start() + 1:match.start() + 3] == "./":
                continue
            around = text[max(0, match.start() - 30):match.end() + 30].replace("\n", " ")
            yield f"{name}: …{around}…"
    for date in dates(text):
        yield f"a date not as the decree writes it: {date}"


def paragraphs(blocks, kind="paragraph"):
    """(kind, level, text) in reading order: heading, paragraph, item, table."""
    for block in blocks:
        if block["kind"] == "heading":
            yield "heading", block["level"], text_of(block["runs"])
        elif block["kind"] == "paragraph":
            if text_of(block["runs"]).strip():
                yield kind, 0, text_of(block["runs"])
        elif block["kind"] == "list":
            for item in block["items"]:
                yield from paragraphs(item, "item")
        else:
            yield "table", 0, ""


def flow_faults(blocks, where):
    flow = list(paragraphs(blocks))
    said = {}
    for place, (kind, level, text) in enumerate(flow):
        after = flow[place + 1] if place + 1 < len(flow) else ("end", 0, "")
        words = text.strip()
        if kind == "heading":
            if re.search(r"[.;:,]$", words) or not words:
                yield f"{where}: a heading with a stop: {words}"
            if after[0] == "end" or (after[0] == "heading" and after[1] <= level):
                yield f"{where}: a heading without content: {words}"
            yield from (f"{where}: {fault}" for fault in faults_of(words))
            continue
        if kind == "table":
            continue
        yield from (f"{where}: {fault}" for fault in faults_of(words))
        if not re.search(r"[.;:,?!]”?$", words):
            yield f"{where}: no stop at the end: …{words[-60:]}"
        if words.endswith(":") and after[0] not in ("item", "table") and not (words.endswith("như sau:") and after[0] in ("heading", "paragraph")):
            yield f"{where}: a colon before nothing: …{words[-60:]}"
        if words.endswith(";") and after[0] != "item":
            yield f"{where}: a list that ends with “;”: …{words[-60:]}"
        if re.match(f"[{SMALL}]", words):
            yield f"{where}: begins small: {words[:60]}…"
        for sentence in re.split(r"(?<=[.;]) ", words):
            if len(sentence) > 60 and said.setdefault(sentence, place) != place:
                yield f"{where}: said twice: {sentence[:80]}…"


def table_faults(blocks, where):
    for block in blocks:
        if block["kind"] == "list":
            for item in block["items"]:
                yield from table_faults(item, where)
        if block["kind"] != "table":
            continue
        for row in block["header"]:
            for cell in row["cells"]:
                if not cell.get("above") and not text_of(cell["runs"]).strip():
                    yield f"{where}: a column without a heading"
        for row in block["rows"]:
            for cell in row["cells"][1:]:
                if text_of(cell["runs"]).strip() in ("", "0"):
                    yield f"{where}: an empty or zero cell: {text_of(row['cells'][0]['runs'])}"
        if not block["rows"]:
            yield f"{where}: a table without rows"


def faults(document):
    """All faults of a report, as texts."""
    found = list(flow_faults(document["blocks"], "body"))
    found += table_faults(document["blocks"], "body")
    for number, appendix in enumerate(document.get("appendices", []), 1):
        where = f"appendix {number}"
        found += flow_faults(appendix["blocks"], where)
        found += table_faults(appendix["blocks"], where)
        if not appendix["blocks"]:
            found.append(f"{where}: nothing in it")
    if document.get("appendices") and "hụ lục" not in "".join(text for _, _, text in paragraphs(document["blocks"])):
        found.append("the body does not name its appendix")
    for key in ("subject", "signer"):
        found += [f"{key}: {fault}" for fault in faults_of(document.get(key, ""))]
    return found
