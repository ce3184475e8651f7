// One to five stars for the whole, and behind it for each part, with a comment. Native radio buttons, so arrow keys
// just work; the parts are folded away until somebody wants them.

import { html, nothing } from "../vendor/lit.min.js";
import { star } from "../icons.js";

const style = html`<link rel="stylesheet" href=${new URL("rating.css", import.meta.url).href} />`;

export function rating({ message }, { conversation, say, announce }) {
  const score = conversation.status.rating; // the answer to the latest request; earlier ones are history
  if (conversation.messages.findLast((one) => one.extras.rating)?.seq !== message.seq) return nothing;
  if (score) return html`${style}<p class="rated">${stars(score)} ${say.rated}</p>`;
  const parts = Object.entries(message.extras.dimensions ?? {});
  const submit = async (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const chosen = parts.filter(([key]) => given.get(key)).map(([key]) => [key, Number(given.get(key))]);
    try {
      await conversation.rate(Number(given.get("score")), given.get("comment"), Object.fromEntries(chosen));
      announce(say.rated);
    } catch {
      announce(say.rateFailed);
    }
  };
  return html`${style}<form class="card rating" @submit=${submit}>
    ${scale("score", say.rate, say, true)}
    ${parts.length ? html`<details>
        <summary>${say.details}</summary>
        ${parts.map(([key, name]) => scale(key, name, say, false))}
      </details>` : nothing}
    <textarea name="comment" rows="2" maxlength="1000" aria-label=${say.comment} placeholder=${say.comment}></textarea>
    <button class="strong">${say.submit}</button>
  </form>`;
}

function scale(name, title, say, needed) {
  return html`<fieldset class=${needed ? "" : "part"}>
    <legend>${title}</legend>
    <div class="stars">${say.scores.map((word, index) => choice(name, index + 1, word, needed))}</div>
  </fieldset>`;
}

function choice(name, score, title, needed) {
  return html`<label title=${title}>
    <input type="radio" name=${name} value=${score} ?required=${needed} />${star}<span class="hidden">${score} · ${title}</span>
  </label>`;
}

function stars(score) {
  return html`<span class="stars" aria-hidden="true">${Array.from({ length: score }, () => star)}</span>`;
}
