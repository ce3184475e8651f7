// Line icons on a 20-unit grid; always beside a word or under an accessible name.

import { html, svg } from "./lit.js";

const PATHS = {
  send: svg`<path d="M3.5 10 16.5 4l-4 12.5-3-5z"/><path d="m9.5 11.5 7-7.5"/>`,
  unsent: svg`<path d="M3.5 10 16.5 4l-4 12.5-3-5z"/><path d="m4 4 12 12"/>`,
  note: svg`<path d="M5 3.5h10v9l-4 4H5z"/><path d="M15 12.5h-4v4"/>`,
  transfer: svg`<path d="M4 7h11m-3-3 3 3-3 3M16 13H5m3-3-3 3 3 3"/>`,
  back: svg`<path d="M8 5 4 9l4 4"/><path d="M4 9h7.5a4.5 4.5 0 0 1 0 7H9"/>`,
  close: svg`<path d="m4.5 10.5 3.5 3.5 7.5-8"/>`,
  cross: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  sound: svg`<path d="M4 8v4h2.5L10 15V5L6.5 8zM13 7.5a4 4 0 0 1 0 5M15 5.5a7 7 0 0 1 0 9"/>`,
  mute: svg`<path d="M4 8v4h2.5L10 15V5L6.5 8zM13 8l4 4m0-4-4 4"/>`,
  search: svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 3.5 3.5"/>`,
  keys: svg`<rect x="2.5" y="5" width="15" height="10" rx="2"/><path d="M5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M7 12h6"/>`,
  down: svg`<path d="M10 4v11m-4-4 4 4 4-4"/>`,
  left: svg`<path d="m12 5-5 5 5 5"/>`,
  right: svg`<path d="m8 5 5 5-5 5"/>`,
  clock: svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 6.5V10l2.5 1.5"/>`,
  chats: svg`<path d="M3.5 5h9v6.5h-5l-2.5 2.5v-2.5h-1.5z"/><path d="M14.5 8h2v6h-1.5v2l-2-2h-4"/>`,
  ticket: svg`<path d="M3 6h14v2.5a1.5 1.5 0 0 0 0 3V14H3v-2.5a1.5 1.5 0 0 0 0-3z"/><path d="M12 6.5v7" stroke-dasharray="1.5 1.8"/>`,
  calendar: svg`<rect x="3.5" y="4.5" width="13" height="12" rx="1.5"/><path d="M3.5 8.5h13M7 3v3M13 3v3"/>`,
  history: svg`<path d="M4 10a6 6 0 1 1 2 4.5M4 10V6.5M4 10h3.5"/><path d="M10 7v3.2l2 1.3"/>`,
  board: svg`<rect x="3" y="4" width="6" height="7" rx="1"/><rect x="11" y="4" width="6" height="4" rx="1"/><rect x="11" y="10" width="6" height="6" rx="1"/><rect x="3" y="13" width="6" height="3" rx="1"/>`,
  figures: svg`<path d="M3.5 16.5h13M5.5 14v-4M9 14V5M12.5 14V8M16 14v-3"/>`,
  team: svg`<circle cx="7.5" cy="7.5" r="2.5"/><path d="M3 16q0-4.5 4.5-4.5T12 16M12.5 5.2a2.5 2.5 0 0 1 0 4.6M14 11.9q3 .8 3 4.1"/>`,
  brief: svg`<rect x="4" y="3.5" width="12" height="13" rx="1.5"/><path d="M7 7.5h6M7 10.5h6M7 13.5h3.5"/>`,
  bell: svg`<path d="M5 14h10l-1.3-2V8.5a3.7 3.7 0 0 0-7.4 0V12z"/><path d="M8.7 16.5h2.6M10 4.8V3.5"/>`,
  plus: svg`<path d="M10 5v10M5 10h10"/>`,
  clip: svg`<path d="m15.5 9.5-6 6a3.7 3.7 0 0 1-5.2-5.2l6.3-6.3a2.5 2.5 0 0 1 3.6 3.6l-6.3 6.3a1.3 1.3 0 0 1-1.8-1.8l5.7-5.7"/>`,
  file: svg`<path d="M5.5 3h6l3.5 3.5V17h-9.5zM11.5 3v3.5H15M8 10h4.5M8 13h4.5"/>`,
  pin: svg`<path d="M10 17.5c3.4-3.9 5.5-6.6 5.5-9.3a5.5 5.5 0 0 0-11 0c0 2.7 2.1 5.4 5.5 9.3z"/><circle cx="10" cy="8.2" r="1.8"/>`,
  shield: svg`<path d="M10 3 4.5 5v5c0 3.5 2.3 5.8 5.5 7 3.2-1.2 5.5-3.5 5.5-7V5z"/><path d="m7.5 9.8 1.9 1.9 3.3-3.6"/>`,
  alarm: svg`<path d="M10 3.5 17.5 16h-15z"/><path d="M10 8v4M10 14h.01"/>`,
  neutral: svg`<circle cx="10" cy="10" r="6.5"/><path d="M7.5 12.5h5M7.8 8.2h.01M12.2 8.2h.01"/>`,
  worried: svg`<circle cx="10" cy="10" r="6.5"/><path d="M7.5 13q1.2-1.3 2.5 0t2.5 0M7.8 8.5h.01M12.2 8.5h.01"/>`,
  dissatisfied: svg`<circle cx="10" cy="10" r="6.5"/><path d="M7.5 13.3q2.5-2.3 5 0M7.8 8.5h.01M12.2 8.5h.01"/>`,
  angry: svg`<circle cx="10" cy="10" r="6.5"/><path d="M7.5 13.5q2.5-2.3 5 0M6.8 7.3l2 1M13.2 7.3l-2 1"/>`,
};

export const icon = (name) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${PATHS[name]}</svg>`;
