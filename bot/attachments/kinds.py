"""What a file is, told by its contents alone: a name or a claimed type proves nothing.

The signatures are those of the formats' own specifications (as collected in the WHATWG's MIME Sniffing standard,
§6 and §7). What is not in this list is not taken: no page, no drawing with scripts, no program."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, is_zipfile

# An office document has a few dozen parts; a directory longer than this is made to keep its reader busy.
ZIP_PARTS = 4000
# Far enough for the comment of a picture that pretends to be a page.
MARKUP_BYTES = 4096
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?php)", re.IGNORECASE)
# Text that a system would run or a browser would draw.
ACTIVE_TEXT = re.compile(r"#!|\s*<(\?xml|!|[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
UNPRINTED = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f]")
VIDEO_BRANDS = re.compile(rb"(isom|iso\d|mp4\d|avc1|MSNV|M4V |dash|3gp\d)")


@dataclass(frozen=True)
class FileKind:
    """`kind`: image | document | audio | video; `endings`: those a name may have, the usual one first."""

    kind: str
    media_type: str
    endings: tuple[str, ...]


JPEG = FileKind("image", "image/jpeg", ("jpg", "jpeg"))
PNG = FileKind("image", "image/png", ("png",))
GIF = FileKind("image", "image/gif", ("gif",))
WEBP = FileKind("image", "image/webp", ("webp",))
PDF = FileKind("document", "application/pdf", ("pdf",))
TEXT = FileKind("document", "text/plain", ("txt", "csv", "log", "md"))
OGG = FileKind("audio", "audio/ogg", ("ogg", "oga", "opus"))
MP3 = FileKind("audio", "audio/mpeg", ("mp3",))
M4A = FileKind("audio", "audio/mp4", ("m4a",))
WAV = FileKind("audio", "audio/wav", ("wav",))
MP4 = FileKind("video", "video/mp4", ("mp4", "m4v"))
MOV = FileKind("video", "video/quicktime", ("mov",))
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind("document", OFFICE + "wordprocessingml.document", ("docx",))
XLSX = FileKind("document", OFFICE + "spreadsheetml.sheet", ("xlsx",))
PPTX = FileKind("document", OFFICE + "presentationml.presentation", ("pptx",))

OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
KNOWN = (JPEG, PNG, GIF, WEBP, PDF, TEXT, DOCX, XLSX, PPTX, OGG, MP3, M4A, WAV, MP4, MOV)
# A page may draw these where it shows them; everything else is only downloaded or played.
SHOWN_INLINE = frozenset(one.media_type for one in (JPEG, PNG, GIF, WEBP))
ENDINGS = tuple(one.endings[0] for one in KNOWN)


def recognise(content: bytes) -> FileKind | None:
    """None for what is not taken, and for what would be two things at once."""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    found = _by_signature(content)
    if found is None:
        return TEXT if _is_text(content) else None
    if is_zipfile(BytesIO(content)) or (found.kind == "image" and MARKUP.search(content[:MARKUP_BYTES])):
        return None
    return found


def _by_signature(content: bytes) -> FileKind | None:
    for signature, kind in (
        (b"\xff\xd8\xff", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"GIF87a", GIF),
        (b"GIF89a", GIF),
        (b"%PDF-", PDF),
        (b"OggS\0", OGG),
        (b"ID3", MP3),
        (b"\xff\xfb", MP3),
        (b"\xff\xf3", MP3),
        (b"\xff\xf2", MP3),
    ):
        if content.startswith(signature):
            return kind
    return _by_inner_name(content)


def _by_inner_name(content: bytes) -> FileKind | None:
    """Families of formats that say in a fixed place which of them they are: RIFF, and the ISO base media file."""
    if content.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(content[8:12])
    if content[4:8] != b"ftyp":
        return None
    brand = content[8:12]
    if brand in (b"M4A ", b"M4B "):
        return M4A
    if brand == b"qt  ":
        return MOV
    return MP4 if VIDEO_BRANDS.match(brand) else None


def _office(content: bytes) -> FileKind | None:
    """A Word, Excel or PowerPoint file without macros; archives of other things are not taken."""
    if content.count(b"PK\x01\x02") > ZIP_PARTS:
        return None
    try:
        with ZipFile(BytesIO(content)) as parts:
            names = set(parts.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _is_text(content: bytes) -> bool:
    """In UTF-8, or in the GB 18030 that Chinese Windows writes; nothing that a system runs or a browser draws."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not UNPRINTED.search(text) and not ACTIVE_TEXT.match(text)
    return False
