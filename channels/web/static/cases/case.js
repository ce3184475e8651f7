// One case, drawn from what the desk says of it: for the widget and for the status page.

import { newKey } from "../outbox.js";
import { html, nothing } from "../vendor/lit.min.js";

// doing: {told, asking, busy} of this case; act: {hurry(), ask(whether), notSolved(words), proof: {name, value}, base}.
export function caseCard(one, words, doing, act) {
  return html`<article class="case" aria-labelledby=${`case-${one.number}`}>
    <header>
      <p class="no">${one.kind} · ${one.number}</p>
      <h2 id=${`case-${one.number}`}>${one.title}</h2>
      <p class="soft">${words.opened(one.opened)}</p>
    </header>
    ${bar(one, words)} ${facts(one, words)} ${actions(one, words, doing, act)}
    <p class="told" role="status">${doing.told ?? nothing}</p>
    ${given(one, words)} ${visits(one, words)} ${written(one, words, act)} ${history(one, words)}
  </article>`;
}

// Read out as a list; seen as five dots on a line.
function bar({ stages }, words) {
  return html`<ol class="bar" aria-label=${words.steps}>${stages.map(
    (stage) => html`<li class=${stage.state} aria-current=${stage.state === "now" ? "step" : nothing}>
      <span class="dot" aria-hidden="true"></span><span>${stage.name}</span><span class="unseen">${words.stage[stage.state]}</span>
    </li>`,
  )}</ol>`;
}

function facts(one, words) {
  const lines = [[words.state, one.state], [words.department, one.department], [words.due, one.promised?.when]];
  return html`<dl>${lines.map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}</dl>
    ${one.promised?.late ? html`<p class="late">${words.late}</p>` : nothing}
    ${one.rating ? html`<p class="soft">${words.rating(one.rating)}</p>` : nothing}`;
}

function actions(one, words, doing, act) {
  if (doing.asking) return asking(words, doing, act);
  const { hurry } = one;
  return html`<p class="actions">
    ${hurry.allowed || hurry.again
      ? html`<button type="button" class="strong" ?disabled=${!hurry.allowed || doing.busy} @click=${act.hurry}>${words.hurry}</button>`
      : nothing}
    ${one.not_solved ? html`<button type="button" ?disabled=${doing.busy} @click=${() => act.ask(true)}>${words.notSolved}</button>` : nothing}
    ${hurry.allowed ? html`<span class="soft">${words.hurryLeft(hurry.left)}</span>` : nothing}
    ${hurry.again ? html`<span class="soft">${words.hurryAgain(hurry.again)}</span>` : nothing}
  </p>`;
}

function asking(words, doing, act) {
  const submit = (event) => {
    event.preventDefault();
    act.notSolved(new FormData(event.target).get("words").trim());
  };
  return html`<form class="asking" @submit=${submit}>
    <label>${words.notSolvedAsk}<textarea name="words" rows="2" maxlength="1000"></textarea></label>
    <p class="actions">
      <button class="strong" ?disabled=${doing.busy}>${words.notSolvedSend}</button>
      <button type="button" @click=${() => act.ask(false)}>${words.cancel}</button>
    </p>
  </form>`;
}

function given({ remedies }, words) {
  return section(words.remedies, remedies, (one) => html`<li><strong>${one.name}</strong><span class="soft">${one.when}</span><p>${one.words}</p></li>`);
}

function visits({ appointments }, words) {
  return section(words.appointments, appointments, (one) => html`<li><strong>${one.when}</strong><span class="soft">${one.state}</span><p>${one.place} · ${one.number}</p></li>`);
}

// Posted, so that what proves whose it is stands in no address.
function written({ letters }, words, { base, proof }) {
  return section(words.letters, letters, (one) => html`<li>
    <form method="post" action=${`${base}/status/letters/${one.number}`} target="_blank">
      <input type="hidden" name=${proof.name} value=${proof.value} />
      <strong>${one.number}</strong><span class="soft">${one.when}</span>
      <button class="plain" aria-label=${`${words.open} ${one.number}`}>${words.open}</button>
    </form>
  </li>`);
}

function history({ happened }, words) {
  return section(words.happened, happened, (one) => html`<li><time datetime=${one.at} class="soft">${one.when}</time><p>${one.text}</p></li>`, "course");
}

function section(title, ones, line, kind = "") {
  return ones.length ? html`<section><h3>${title}</h3><ul class=${kind}>${ones.map(line)}</ul></section>` : nothing;
}

// What becomes of a press, for both pages: the same key again is the same press.
export class Pressing {
  doing = {};
  #keys = {};
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  ask(asking) {
    this.#tell({ asking, told: undefined });
  }

  // send: takes the key, promises the case as it is then.
  async press(what, send, words, done) {
    this.#keys[what] ??= newKey();
    this.#tell({ busy: true, told: undefined });
    try {
      const seen = await send(this.#keys[what]);
      delete this.#keys[what];
      this.#tell({ busy: false, asking: false, told: done });
      return seen;
    } catch (error) {
      // Refused is refused: the next press is another one. What got lost on the way is sent again as it was.
      if (error.status >= 400 && error.status < 500) delete this.#keys[what];
      this.#tell({ busy: false, told: words.refused[error.code] ?? words.refused.other });
      return null;
    }
  }

  #tell(changes) {
    Object.assign(this.doing, changes);
    this.#changed();
  }
}
