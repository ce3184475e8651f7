// Keyboard shortcuts. Letters work only outside of fields, so that nothing typed is ever a command.

import { go } from "./place.js";
import { muted, setMuted } from "./sound.js";
import { desk } from "./desk.js";
import { views } from "./views.js";


export function onKey(event, console) {
  if (!desk.me || desk.signedOut) return;
  if (event.key === "Escape" && writes(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || document.querySelector("dialog[open]")) return;
  const act = ACTIONS[event.key];
  const view = views()[Number(event.key) - 1]?.name;
  if (view) go(view);
  else if (act) act(console);
  else return;
  event.preventDefault();
}

const writes = (target) => target.matches?.("input, textarea, select");
const press = (console, name) => console.querySelector(`[data-key="${name}"]`)?.click();

const ACTIONS = {
  "?": () => window.dispatchEvent(new Event("desk:shortcuts")),
  n: (console) => press(console, "next"),
  j: (console) => console.move(1),
  k: (console) => console.move(-1),
  r: (console) => console.querySelector("reply-composer textarea")?.focus(),
  i: (console) => console.querySelector("notes-list textarea")?.focus(),
  t: (console) => press(console, "transfer"),
  e: (console) => press(console, "close"),
  m: () => { if (desk.may("serve")) setMuted(!muted()); desk.tell(); },
};
