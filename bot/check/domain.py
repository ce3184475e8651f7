"""The domain, the rules and stories, and the actions name the same things."""

from collections.abc import Iterator
from typing import Any

from bot.check.examples import examples
from bot.check.finding import Finding
from bot.check.nlu import TRAINING
from bot.check.project import Project
from bot.check.variations import variations
from bot.standard.marked import Key, Marked

FILE = "domain.yml"
STORIES = "data/stories"
RASAS_OWN = {
    "action_listen",
    "action_restart",
    "action_session_start",
    "action_default_fallback",
    "action_deactivate_loop",
    "action_revert_fallback_events",
    "action_default_ask_affirmation",
    "action_default_ask_rephrase",
    "action_two_stage_fallback",
    "action_back",
    "action_extract_slots",
}
WITHOUT_EXAMPLES = {"nlu_fallback", "send_attachment"}  # set by the pipeline, and by the desk
# A form's free text must not swallow a question or a call for a person.
NEVER_FREE_TEXT = ("faq", "request_human", "danger")


def check(project: Project) -> Iterator[Finding]:
    domain = project.file(FILE)
    if domain is None or not isinstance(domain.value, dict):
        yield Finding(FILE, 1, "error", "the domain is missing")
        return
    yield from _intents(project, domain)
    yield from _forms(domain)
    yield from _free_text(domain)
    yield from _steps(project, domain)


def names(domain: Marked, section: str) -> list[str]:
    """Names listed in a section, whether plain or with settings of their own."""
    found = domain.value.get(section) or []
    return [next(iter(item)) if isinstance(item, dict) else str(item) for item in found]


def _intents(project: Project, domain: Marked) -> Iterator[Finding]:
    known = names(domain, "intents")
    trained: dict[str, Finding] = {}
    for example in examples(project, TRAINING):
        intent = example.intent.split("/")[0]
        trained.setdefault(intent, example.finding("error", f"the intent {intent} is not in {FILE}"))
    yield from (finding for intent, finding in trained.items() if intent not in known)
    for index, intent in enumerate(known):
        if intent not in trained and intent not in WITHOUT_EXAMPLES:
            yield Finding(FILE, domain.line(("intents", index)), "error", f"{intent} has no examples in {TRAINING}")


def _forms(domain: Marked) -> Iterator[Finding]:
    slots = domain.value.get("slots") or {}
    for form, settings in (domain.value.get("forms") or {}).items():
        for index, slot in enumerate((settings or {}).get("required_slots") or []):
            if slot not in slots:
                line = domain.line(("forms", form, "required_slots", index))
                yield Finding(FILE, line, "error", f"{form} asks for {slot}, which is no slot")


def _free_text(domain: Marked) -> Iterator[Finding]:
    for slot, settings in (domain.value.get("slots") or {}).items():
        for index, mapping in enumerate((settings or {}).get("mappings") or []):
            if mapping.get("type") == "from_text":
                excluded = mapping.get("not_intent") or []
                missing = [intent for intent in NEVER_FREE_TEXT if intent not in excluded]
                if missing:
                    line = domain.line(("slots", slot, "mappings", index))
                    text = f"the free text of {slot} needs not_intent: {', '.join(missing)}"
                    yield Finding(FILE, line, "error", text)


def _steps(project: Project, domain: Marked) -> Iterator[Finding]:
    forms = set(domain.value.get("forms") or {})
    known = {
        "action": RASAS_OWN | forms | set(names(domain, "actions")) | {one.key for one in variations(project)},
        "intent": set(names(domain, "intents")),
        "active_loop": forms | {"None"},
    }
    titles: dict[str, str] = {}
    for name, marked in project.files(STORIES):
        for path, key, value in _pairs(marked.value, ()):
            line = marked.line((*path, key))
            if key in known and str(value).split("/")[0] not in known[key] and str(value) not in known[key]:
                yield Finding(name, line, "error", f"there is no {key.replace('_', ' ')} {value!r}")
            if key in ("rule", "story") and titles.setdefault(str(value), f"{name}:{line}") != f"{name}:{line}":
                yield Finding(name, line, "error", f"{value!r} is also the name in {titles[str(value)]}")


def _pairs(value: Any, path: Key) -> Iterator[tuple[Key, str, Any]]:
    """Every key with a plain value, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield from _pairs(inner, (*path, key))
            else:
                yield path, str(key), inner
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _pairs(inner, (*path, index))
