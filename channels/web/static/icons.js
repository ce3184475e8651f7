// Line icons on a 24 × 24 grid, drawn for this widget.

import { html } from "./vendor/lit.min.js";

export const path = (d) => html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${d}></path></svg>`;

export const chat = path("M4 12a8 7.5 0 1 1 3.4 6.1L4 19.5l1-3.4A7.2 7.2 0 0 1 4 12Zm5-1.5h6M9 14h4");
export const down = path("m6 9 6 6 6-6");
export const close = path("m6 6 12 12M18 6 6 18");
export const send = path("M12 19V5m-6 6 6-6 6 6");
export const person = path("M5 13v-1a7 7 0 0 1 14 0v1m0 0v3a2 2 0 0 1-2 2h-1v-5h3Zm-14 0v3a2 2 0 0 0 2 2h1v-5H5Zm12 5a3 3 0 0 1-3 2.5h-1.5");
export const calendar = path("M5 6.5h14V19H5ZM5 10.5h14M9 4v4m6-4v4");
export const check = path("m5 12.5 4.5 4.5L19 7.5");
export const alert = path("M12 8v5m0 3.2v.1M12 3.5 21 19H3Z");
export const clip = path("m19 11.5-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l7-7");
export const star = path("m12 4 2.4 5.2 5.6.7-4.2 3.9 1.1 5.6-4.9-2.8-4.9 2.8 1.1-5.6L4 9.9l5.6-.7Z");
export const clock = path("M12 7.5V12l3 2M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16Z");
export const more = path("M6 12h.01M12 12h.01M18 12h.01");
