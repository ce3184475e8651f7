// /status: a customer looks after a case, with its number and the last four characters of the contact they left.

import { Connection } from "../connection.js";
import { Pressing, caseCard } from "../cases/case.js";
import { WORDS } from "../cases/words.js";
import { NAMES, languageOf } from "../strings.js";
import { html, nothing, render } from "../vendor/lit.min.js";
import { PAGE } from "./words.js";

const LANGUAGE = "courtesy-desk status language";
const TAGS = { zh: "zh-CN", "zh-Hant": "zh-TW", en: "en" };

const desk = new Connection("/status");
const pressing = new Pressing(draw);
let language = [remembered(), ...navigator.languages].map((one) => one && languageOf(one)).find(Boolean) ?? "en";
let pair = { number: decodeURIComponent(location.hash.slice(1)), last4: "" };
let seen, problem, busy;

function remembered() {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

async function look() {
  busy = true;
  problem = undefined;
  draw();
  try {
    seen = await desk.post("/case", { ...pair, language });
  } catch (error) {
    const said = PAGE[language].problem;
    problem = said[error.code] ?? (error.status === 404 || error.status === 422 ? said.unknown : said.other);
  }
  busy = false;
  draw();
}

function submit(event) {
  event.preventDefault();
  const { number, last4 } = Object.fromEntries(new FormData(event.target));
  pair = { number: number.trim(), last4: last4.trim() };
  look();
}

function speak(event) {
  language = event.target.value;
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // Then it is asked for again next time.
  }
  problem = undefined;
  seen ? look() : draw();
}

async function press(what, done, more = {}) {
  const send = (key) => desk.post(`/${what}`, { ...pair, language, client_key: key, ...more });
  seen = (await pressing.press(what, send, WORDS[language], done)) ?? seen;
  draw();
}

function another() {
  pair = { number: "", last4: "" };
  seen = problem = undefined;
  pressing.doing = {};
  draw();
  document.querySelector("input").focus();
}

function draw() {
  const words = PAGE[language];
  document.documentElement.lang = TAGS[language];
  document.title = seen ? `${seen.number} · ${words.title}` : words.title;
  render(html`
    <div class="top">
      <h1>${words.title}</h1>
      <select aria-label=${words.language} @change=${speak}>
        ${Object.entries(NAMES).map(([code, name]) => html`<option value=${code} lang=${TAGS[code]} ?selected=${code === language}>${name}</option>`)}
      </select>
    </div>
    ${seen ? card(words) : asking(words)}`, document.getElementById("page"));
}

function asking(words) {
  return html`<form class="sheet ask" @submit=${submit}>
    <p>${words.explain}</p>
    <label>${words.number}
      <input name="number" required maxlength="24" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="T7K2M-9QXD" .value=${pair.number} /></label>
    <label>${words.last4}
      <input name="last4" required maxlength="24" autocomplete="off" spellcheck="false" placeholder="8000" .value=${pair.last4} /></label>
    <p class="problem" role="alert">${problem ?? nothing}</p>
    <button ?disabled=${busy}>${busy ? words.busy : words.look}</button>
    <p class="soft">${words.why}</p>
  </form>`;
}

function card(words) {
  const own = WORDS[language];
  return html`<div class="sheet">${caseCard(seen, own, pressing.doing, {
    base: "",
    proof: { name: "last4", value: pair.last4 },
    hurry: () => press("hurry", own.hurried),
    ask: (wanted) => pressing.ask(wanted),
    notSolved: (text) => press("not-solved", own.reopened, { words: text }),
  })}</div>
  <p class="foot"><button @click=${() => print()}>${words.print}</button><button @click=${another}>${words.another}</button></p>`;
}

draw();
