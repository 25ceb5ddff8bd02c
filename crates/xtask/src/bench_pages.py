"""Draws pages of known text and wears them out as scanners, cameras, typewriters and tills do.

Usage: bench_pages.py FOLDER PAGES SEED SCRIPT...    (a SCRIPT is a key of SCRIPTS)

Owns what confidence is fitted and measured on where no documents with truth are at hand. The text is made here: words
drawn by their frequency (wordfreq, hunspell's lists) into sentences, tables, receipts and letters that mean nothing.
Each page is a picture with its truth beside it (`<stem>.gt.json`: text, language, script, Tesseract's language). What
is drawn and is no text (stains, signatures, the other side's ink) is not in the truth: what is read there is wrong.
One seed, one page. Nothing that it reads or writes becomes part of the product.
"""

import functools
import glob
import json
import math
import os
import random
import subprocess
import sys
import unicodedata

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

# Script: (languages as wordfreq, Tesseract and fontconfig name them, written without spaces, from right to left).
SCRIPTS = {
    "Latn": ([("en", "eng", "en"), ("de", "deu", "de"), ("fr", "fra", "fr"), ("es", "spa", "es"), ("it", "ita", "it"),
              ("pl", "pol", "pl"), ("cs", "ces", "cs"), ("sv", "swe", "sv"), ("da", "dan", "da"), ("nl", "nld", "nl"),
              ("pt", "por", "pt"), ("tr", "tur", "tr"), ("hu", "hun", "hu"), ("fi", "fin", "fi"), ("ro", "ron", "ro"),
              ("en", "eng", "en"), ("en", "eng", "en"), ("en", "eng", "en")], False, False),
    "Hans": ([("zh", "chi_sim", "zh-cn")], True, False),
    "Jpan": ([("ja", "jpn", "ja")], True, False),
    "Cyrl": ([("ru", "rus", "ru"), ("ru", "rus", "ru"), ("uk", "ukr", "uk"), ("bg", "bul", "bg")], False, False),
    "Grek": ([("el", "ell", "el")], False, False),
    "Arab": ([("ar", "ara", "ar"), ("ar", "ara", "ar"), ("fa", "fas", "fa"), ("ur", "urd", "ur")], False, True),
    "Hebr": ([("he", "heb", "he")], False, True),
    "Deva": ([("hi", "hin", "hi")], False, False),
    "Beng": ([("bn", "ben", "bn")], False, False),
    "Taml": ([("ta", "tam", "ta")], False, False),
    "Telu": ([("te", "tel", "te")], False, False),
    "Thai": ([("th", "tha", "th")], True, False),
    "Kore": ([("ko", "kor", "ko")], False, False),
    "Viet": ([("vi", "vie", "vi")], False, False),
}
LATIN_PUNCTUATION = {"Hans": "。，、！？", "Jpan": "。、", "Arab": ".،؟", "Deva": "।,", "Beng": "।,"}
SKIPPED_FONTS = ("Emoji", "Symbol", "D050000L", "opens___", "Math", "Quran", "Rashi", "Music", "Initials", "Keyboard")


def words_of(code):
    """Words with weights: common ones often, rare ones too."""
    if code in ("th", "te"):
        path = glob.glob(f"/usr/share/hunspell/{code}*.dic")[0]
        with open(path, encoding="utf-8") as lines:
            words = [line.split("/")[0].strip() for line in lines][1:]
        words = [w for w in words if w and 1 < len(w) < 14 and not w.isascii()]
        random.Random(1).shuffle(words)
        return words[:12000], None
    import wordfreq
    words = [w for w in wordfreq.top_n_list(code, 25000) if len(w) < 22]
    return words, [1.0 / (8 + rank) ** 0.72 for rank in range(len(words))]


@functools.cache
def holds(file, char):
    """Whether a font draws this character: otherwise it draws its box for what it lacks."""
    font = ImageFont.truetype(file, 20)
    return char.isspace() or unicodedata.combining(char) or bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


def fonts_of(lang, sample):
    """Font files that hold the language's letters."""
    files = subprocess.run(["fc-list", f":lang={lang}", "file"], capture_output=True, text=True).stdout
    files = sorted({f.split(":")[0].strip() for f in files.splitlines()})
    good = []
    for file in files:
        if any(s in file for s in SKIPPED_FONTS) or not file.endswith((".ttf", ".otf", ".ttc")):
            continue
        try:
            if all(holds(file, c) for c in sample):
                good.append(file)
        except OSError:
            pass
    return good


class Writer:
    """Makes text of one language."""

    def __init__(self, rng, script, code):
        self.rng, self.script = rng, script
        self.words, self.weights = words_of(code)
        self.unspaced = SCRIPTS[script][1]

    def word(self):
        return self.rng.choices(self.words, self.weights)[0]

    def number(self):
        r = self.rng
        kind = r.randrange(8)
        if kind == 0:
            return f"{r.randint(1, 31):02}.{r.randint(1, 12):02}.{r.randint(1890, 2026)}"
        if kind == 1:
            return f"{r.randint(0, 9999)}.{r.randint(0, 99):02}"
        if kind == 2:
            return f"{r.randint(1, 12)}:{r.randint(0, 59):02}"
        if kind == 3:
            return "".join(r.choice("ABCDEFGHKLMNPRSTUVWXYZ0123456789-/") for _ in range(r.randint(4, 12))).strip("-/") or "A1"
        if kind == 4:
            return f"{r.randint(1, 100)}%"
        if kind == 5:
            return f"{r.choice('$€£')}{r.randint(1, 999)}.{r.randint(0, 99):02}"
        return str(r.randint(0, 10 ** r.randint(1, 6)))

    def sentence(self, least=3, most=18):
        """Words of a sentence, as printed."""
        r, out = self.rng, []
        for i in range(r.randint(least, most)):
            word = self.number() if r.random() < 0.05 else self.word()
            if self.script in ("Latn", "Viet", "Cyrl", "Grek"):
                if i == 0 or r.random() < 0.08:
                    word = word[:1].upper() + word[1:]
                elif r.random() < 0.03:
                    word = word.upper()
            if r.random() < 0.03:
                word = r.choice(["“{}”", "({})", "\"{}\"", "‘{}’", "[{}]"]).format(word) if not self.unspaced else f"（{word}）"
            out.append(word)
        marks = LATIN_PUNCTUATION.get(self.script, ".,;:!?")
        for i in range(len(out) - 1):
            if r.random() < 0.09:
                out[i] += r.choice(marks[1:])
        if self.script != "Thai":
            out[-1] += marks[0] if r.random() < 0.85 else r.choice(marks)
        if self.unspaced:
            return [" ".join(["".join(out)]) if self.script != "Thai" or len(out) < 8 else "".join(out[:7]) + " " + "".join(out[7:])]
        return out

    def paragraph(self):
        return [w for _ in range(self.rng.randint(2, 6)) for w in self.sentence()]


class Sheet:
    """A page in the making, drawn in black on white at its own resolution."""

    def __init__(self, rng, writer, fonts, mono, rtl):
        self.rng, self.writer, self.fonts, self.mono, self.rtl = rng, writer, fonts, mono, rtl
        self.dpi = rng.choice([150, 200, 200, 300])
        self.lines = []

    def font(self, points, file=None):
        return ImageFont.truetype(file or self.face, max(8, round(points * self.dpi / 72)))

    def blank(self, inches_wide, inches_high):
        self.image = Image.new("L", (round(inches_wide * self.dpi), round(inches_high * self.dpi)), 255)
        self.draw = ImageDraw.Draw(self.image)

    def say(self, xy, text, font, ink=0, typed=False):
        """Draws one line and notes it; `typed`: letter by letter, unevenly, as a typewriter strikes."""
        x, y = xy
        text = "".join(c for c in text if holds(self.face, c)).strip()
        if not text:
            return
        self.lines.append(text)
        if not typed:
            self.draw.text((x, y), text, font=font, fill=ink, **({"direction": "rtl"} if self.rtl else {}))
            return
        r, size = self.rng, font.size
        for char in text:
            dx, dy = r.gauss(0, size * 0.02), r.gauss(0, size * self.wobble)
            fill = int(min(200, max(0, r.gauss(ink + 30, 35))))
            self.draw.text((x + dx, y + dy), char, font=font, fill=fill)
            if r.random() < 0.01:
                self.draw.text((x + dx + size * 0.05, y + dy), char, font=font, fill=fill)
            x += font.getlength(char)

    def flow(self, words, x, y, width, points, typed=False, leading=1.35, font=None):
        """Sets words in lines; gives the height that follows."""
        font = font or self.font(points)
        step = round(points * self.dpi / 72 * leading)
        pieces = [c for c in "".join(words)] if self.writer.unspaced else words
        glue = "" if self.writer.unspaced else " "
        line = ""
        def put(line, y):
            if y + step < self.image.height - self.dpi * 0.3 and line.strip():
                left = x + width - font.getlength(line) if self.rtl else x
                self.say((left, y), line.strip(), font, typed=typed)
                return y + step
            return y
        for piece in pieces:
            more = line + glue + piece if line else piece
            if font.getlength(more) <= width:
                line = more
                continue
            if not self.writer.unspaced and self.writer.script == "Latn" and len(piece) > 7 and self.rng.random() < 0.5 and piece.isalpha():
                cut = self.rng.randint(3, len(piece) - 3)
                if font.getlength(line + glue + piece[:cut] + "-") <= width:
                    line, piece = line + glue + piece[:cut] + "-", piece[cut:]
            y = put(line, y)
            line = piece
        return put(line, y)

    def letter(self):
        """Running text: a book's page, a letter, two columns, a typescript."""
        r = self.rng
        self.face = r.choice(self.fonts)
        typed = bool(self.mono) and r.random() < 0.3
        if typed:
            self.face = r.choice(self.mono)
        self.wobble = r.choice([0.0, 0.01, 0.03])
        self.blank(r.uniform(4.5, 6.5), r.uniform(4, 7))
        points = r.choice([7, 8, 9, 10, 10, 11, 11, 12, 14])
        margin, columns = self.dpi * r.uniform(0.3, 0.8), 2 if r.random() < 0.2 and not typed and not self.writer.unspaced else 1
        gap = self.dpi * 0.3
        width = (self.image.width - 2 * margin - gap * (columns - 1)) / columns
        y = margin
        if r.random() < 0.5:
            y = self.flow(self.writer.sentence(2, 5), margin, y, self.image.width - 2 * margin, points * r.uniform(1.2, 2), leading=1.5) + self.dpi * 0.1
        top = y
        leading = r.uniform(1.2, 1.9)
        for column in range(columns):
            y = top
            while y < self.image.height - self.dpi * 0.7:
                y = self.flow(self.writer.paragraph(), margin + column * (width + gap), y, width, points, typed, leading) + self.dpi * r.uniform(0, 0.12)

    def receipt(self):
        """Rows of names and amounts, as tills print them."""
        r = self.rng
        self.face = r.choice(self.mono or self.fonts)
        self.wobble = 0.0
        self.blank(r.uniform(2.6, 3.6), r.uniform(4, 7))
        points = r.choice([7, 8, 8, 9, 10])
        font, y, margin = self.font(points), self.dpi * 0.3, self.dpi * 0.2
        step = round(points * self.dpi / 72 * r.uniform(1.15, 1.5))
        # Greek capitals are printed without accents, which the truth would not know.
        upper = r.random() < 0.6 and self.writer.script != "Grek"
        while y < self.image.height - self.dpi * 0.4:
            kind = r.random()
            text = (("" if self.writer.unspaced else " ").join(self.writer.word() for _ in range(r.randint(1, 4))))
            text = text.upper() if upper else text.title() if self.writer.script in ("Latn", "Cyrl") else text
            while font.getlength(text) > self.image.width * 0.6 and len(text) > 3:
                text = text[: len(text) * 2 // 3].strip()
            if kind < 0.2:
                x = (self.image.width - font.getlength(text)) / 2
                self.say((x, y), text, font)
            elif kind < 0.75:
                amount = f"{r.randint(0, 199)}.{r.randint(0, 99):02}" + r.choice(["", "", " SR", " A", "T"])
                ends = [margin, self.image.width - margin - font.getlength(amount)]
                if self.rtl:
                    self.say((self.image.width - margin - font.getlength(text), y), text, font)
                    self.say((margin, y), amount, font)
                else:
                    self.say((ends[0], y), text, font)
                    self.say((ends[1], y), amount, font)
            elif kind < 0.9:
                self.say((margin, y), " ".join(self.writer.number() for _ in range(r.randint(1, 3))), font)
            else:
                self.draw.line((margin, y + step / 2, self.image.width - margin, y + step / 2), fill=0, width=1)
            y += step if r.random() < 0.9 else step * 2

    def form(self):
        """A table with rulings, or names with values."""
        r = self.rng
        self.face = r.choice(self.fonts)
        self.wobble = 0.0
        self.blank(r.uniform(5, 7), r.uniform(3.5, 6))
        points = r.choice([7, 8, 9, 10, 11])
        font, margin, columns = self.font(points), self.dpi * 0.4, r.randint(2, 5)
        width, y = (self.image.width - 2 * margin) / columns, margin
        step, ruled = round(points * self.dpi / 72 * 1.9), r.random() < 0.5
        while y < self.image.height - self.dpi * 0.5:
            for column in range(columns):
                text = self.writer.number() if r.random() < 0.5 else ("" if self.writer.unspaced else " ").join(self.writer.word() for _ in range(r.randint(1, 3)))
                while font.getlength(text) > width * 0.85 and len(text) > 2:
                    text = text[: len(text) * 2 // 3].strip()
                self.say((margin + column * width + 4, y + step * 0.15), text, font)
                if ruled:
                    self.draw.rectangle((margin + column * width, y, margin + (column + 1) * width, y + step), outline=0)
            y += step

    def clutter(self):
        """Ink that is no text."""
        r, w, h = self.rng, self.image.width, self.image.height
        for _ in range(r.choice([0, 0, 0, 1, 1, 2])):
            x, y, size = r.uniform(0, w), r.uniform(0, h), self.dpi * r.uniform(0.2, 0.7)
            kind, ink = r.randrange(5), r.randint(0, 150)
            if kind == 0:
                points = [(x + size * math.sin(t * r.uniform(1.5, 3.5)) * 1.5 + t * size * 0.12, y + size * 0.35 * math.cos(t * r.uniform(2, 5))) for t in np.arange(0, 9, 0.15)]
                self.draw.line(points, fill=ink, width=max(2, self.dpi // 80), joint="curve")
            elif kind == 1:
                self.draw.ellipse((x - size, y - size, x + size, y + size), outline=ink, width=max(2, self.dpi // 60))
            elif kind == 2:
                for i in range(40):
                    bar = r.choice([1, 1, 2, 3])
                    self.draw.rectangle((x + i * 4, y, x + i * 4 + bar, y + size / 2), fill=0)
            elif kind == 3:
                for _ in range(60):
                    px, py = r.gauss(x, size / 2), r.gauss(y, size / 2)
                    self.draw.ellipse((px, py, px + r.uniform(1, 7), py + r.uniform(1, 7)), fill=ink)
            else:
                self.draw.line((x, 0, x + r.uniform(-9, 9), h), fill=ink, width=r.choice([1, 2, 5]))


def smooth(rng, shape, cells):
    """Slow random light: 0 to 1."""
    grid = np.random.default_rng(rng.randrange(1 << 30)).random((cells, cells), dtype=np.float32)
    return cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).clip(0, 1)


def ink(rng, grey, harm):
    """What the pen, the ribbon or the print head did: ink too thin, too fat, broken."""
    noise = np.random.default_rng(rng.randrange(1 << 30))
    kind = rng.random()
    dark = 255.0 - grey
    if kind < 0.25 * harm + 0.1:
        size = rng.choice([2, 2, 3])
        dark = cv2.erode(dark, np.ones((size, size))) * 0.7 + dark * 0.3
    elif kind < 0.5 * harm + 0.2:
        dark = cv2.dilate(dark, np.ones((2, 2)))
    if rng.random() < 0.45 * harm + 0.1:
        speck = cv2.GaussianBlur(noise.random(grey.shape, dtype=np.float32), (0, 0), rng.uniform(0.7, 2.2))
        speck = (speck - speck.mean()) / speck.std()
        dark = np.where(speck > rng.uniform(0.6, 2.2) - 0.5 * harm, dark * rng.uniform(0, 0.5), dark)
    if rng.random() < 0.25:
        dark = dark * (1 - rng.uniform(0.2, 0.85) * smooth(rng, grey.shape, rng.randint(2, 6)))
    return 255.0 - dark * rng.uniform(1 - 0.7 * harm * rng.random(), 1)


def wear(rng, sheet):
    """The page as it comes out of a scanner or a camera: colour, and pixels as few as there may be."""
    harm = rng.random() ** 1.7
    noise = np.random.default_rng(rng.randrange(1 << 30))
    grey = ink(rng, np.asarray(sheet.image, np.float32), harm)
    if rng.random() < 0.25:
        other = np.ascontiguousarray(np.roll(grey, rng.randint(20, 90), 0)[:, ::-1])
        grey = np.minimum(grey, 255 - (255 - cv2.GaussianBlur(other, (0, 0), 2.0)) * rng.uniform(0.1, 0.35))
    h, w = grey.shape
    if rng.random() < 0.7:
        angle = rng.gauss(0, 0.9)
        matrix = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1)
        grey = cv2.warpAffine(grey, matrix, (w, h), flags=cv2.INTER_LINEAR, borderValue=255)
    photo = rng.random() < 0.3
    if photo:
        shift = lambda: rng.uniform(-0.05, 0.05) * (0.3 + harm)
        source = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
        target = source + np.float32([[shift() * w, shift() * h] for _ in range(4)])
        grey = cv2.warpPerspective(grey, cv2.getPerspectiveTransform(source, target), (w, h), borderValue=rng.randint(150, 255))
    if rng.random() < 0.2:
        ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
        ys += np.sin(xs / w * rng.uniform(2, 7) + rng.uniform(0, 6)).astype(np.float32) * rng.uniform(1, 6) * sheet.dpi / 150
        grey = cv2.remap(grey, xs, ys, cv2.INTER_LINEAR, borderValue=255)
    # From 300 down to 60 dots an inch: text of ten points is then 8 pixels high.
    dpi = min(sheet.dpi, rng.choice([300, 200, 200, 150, 150, 120, 100, 100, 85, 75, 65]))
    if dpi < sheet.dpi:
        grey = cv2.resize(grey, None, fx=dpi / sheet.dpi, fy=dpi / sheet.dpi, interpolation=rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR]))
    if rng.random() < 0.5:
        grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 0.4 + 1.3 * harm))
    if rng.random() < 0.08:
        length = rng.randint(2, 5)
        grey = cv2.filter2D(grey, -1, np.ones((1, length) if rng.random() < 0.5 else (length, 1), np.float32) / length)
    paper = rng.uniform(170, 255)
    grey = grey / 255 * paper
    if photo or rng.random() < 0.25:
        grey = grey * (1 - rng.uniform(0.1, 0.6) * smooth(rng, grey.shape, rng.randint(2, 4)))
    if rng.random() < 0.5:
        grain = noise.normal(0, 1, grey.shape).astype(np.float32)
        if rng.random() < 0.5:
            grain = cv2.GaussianBlur(grain, (0, 0), 0.8) * 2
        grey = grey + grain * rng.uniform(1, 6 + 26 * harm)
    if rng.random() < 0.18:
        threshold = cv2.GaussianBlur(grey, (0, 0), 15) * rng.uniform(0.7, 0.92)
        grey = np.where(grey > threshold, 255.0, 0.0)
    elif rng.random() < 0.06:
        grey = 255 - grey
    grey = grey.clip(0, 255)
    tint = [1, 1, 1] if rng.random() < 0.6 else [rng.uniform(0.85, 1), rng.uniform(0.92, 1), 1]
    colour = np.stack([grey * t for t in tint], -1).clip(0, 255).astype(np.uint8)
    quality = rng.choice([None, None, 95, 85, 75, 60, 45, 30, 20, 12])
    if quality and not (quality < 35 and harm < 0.4):
        colour = cv2.imdecode(cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return colour


def main(folder, pages, seed, scripts):
    os.makedirs(folder, exist_ok=True)
    cache = {}
    for script in scripts:
        languages, unspaced, rtl = SCRIPTS[script]
        for number in range(pages):
            rng = random.Random(f"{seed}/{script}/{number}")
            code, tesseract, lang = languages[number % len(languages)]
            if code not in cache:
                writer = Writer(rng, script, code)
                sample = "".join(writer.words[:60])
                fonts = fonts_of(lang, sample)
                mono = [f for f in fonts if any(n in f for n in ("Mono", "Courier", "Typewriter", "Typo"))] if script in ("Latn", "Cyrl", "Grek", "Viet", "Thai") else []
                cache[code] = (writer, fonts, mono)
            writer, fonts, mono = cache[code]
            writer.rng = rng
            sheet = Sheet(rng, writer, fonts, mono, rtl)
            rng.choice([sheet.letter, sheet.letter, sheet.letter, sheet.receipt, sheet.receipt, sheet.form])()
            sheet.clutter()
            stem = os.path.join(folder, f"{script}_{code}_{seed}_{number:03}")
            cv2.imwrite(stem + ".png", wear(rng, sheet))
            truth = {"text": "\n".join(sheet.lines), "language": lang, "tesseract": tesseract, "script": script, "nospace": unspaced}
            with open(stem + ".gt.json", "w", encoding="utf-8") as file:
                json.dump(truth, file, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
