// What a message brought: pictures, voice, files to save, a place.

import { save } from "../bubble.js";
import { html, nothing } from "../vendor/lit.min.js";
import { page, pin } from "./icons.js";
import { size } from "./words.js";

export function shown(attachments, fetched, view) {
  return html`
    <link rel="stylesheet" href=${new URL("files.css", import.meta.url).href} />
    ${attachments.map((one) => attachment(one, fetched, view))}`;
}

function attachment(one, fetched, view) {
  if (one.kind === "location") return place(one, view);
  if (one.state !== "stored") return card(page, one.name, one.state === "awaited" ? view.say.awaited : view.say.lost);
  if (one.kind === "image") return picture(one, fetched, view);
  return one.kind === "audio" ? voice(one, fetched, view) : file(one, fetched, view);
}

function picture(one, fetched, view) {
  const { state, url } = fetched.of(one.id);
  if (state === "failed") return again(one, fetched, view);
  if (state === "loading") return html`<div class="picture loading" role="img" aria-label=${view.say.loading}></div>`;
  return html`<a class="picture" href=${url} target="_blank" rel="noopener" title=${view.say.enlarge}>
    <img src=${url} alt=${`${view.say.picture} ${one.name}`} @load=${view.grown} />
  </a>`;
}

function voice(one, fetched, view) {
  const { state, url } = fetched.of(one.id);
  if (state === "failed") return again(one, fetched, view);
  return html`<div class="voice">
    ${state === "here" ? html`<audio controls src=${url} aria-label=${one.name}></audio>` : html`<p>${view.say.loading}</p>`}
  </div>`;
}

function file(one, fetched, { say, announce }) {
  const download = async () => {
    try {
      save(await fetched.blob(one.id), one.name);
    } catch {
      announce(say.downloadFailed);
    }
  };
  const label = say.download(one.name);
  return card(page, one.name, size(one.size), html`
    <button class="quiet" aria-label=${label} title=${label} @click=${download}>${say.save}</button>`);
}

function place({ latitude, longitude }, { say }) {
  const [north, east] = [latitude.toFixed(5), longitude.toFixed(5)];
  const map = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`;
  return card(pin, say.place, `${north}, ${east}`, html`
    <a class="quiet" href=${map} target="_blank" rel="noopener noreferrer">${say.map}</a>`);
}

function again(one, fetched, { say }) {
  return card(page, one.name, say.downloadFailed, html`
    <button class="quiet" @click=${() => fetched.fetch(one.id)}>${say.retry}</button>`);
}

function card(icon, name, about, action = nothing) {
  return html`<div class="card file-card">
    ${icon}
    <div><strong class="file-name" title=${name}>${name}</strong><p>${about}</p></div>
    ${action}
  </div>`;
}
