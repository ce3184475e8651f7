// One to five stars and a comment, after a talk with a person. Native radio buttons, so arrow keys just work.

import { html, nothing } from "./vendor/lit.min.js";
import { star } from "./icons.js";

export function rating({ message }, { conversation, say, announce }) {
  const score = conversation.status.rating; // of the latest talk; earlier ones are history
  if (conversation.messages.findLast((one) => one.extras.rating)?.seq !== message.seq) return nothing;
  if (score) return html`<p class="rated">${stars(score)} ${say.rated}</p>`;
  const submit = async (event) => {
    event.preventDefault();
    const { score, comment } = Object.fromEntries(new FormData(event.target));
    try {
      await conversation.rate(Number(score), comment);
      announce(say.rated);
    } catch {
      announce(say.rateFailed);
    }
  };
  return html`<form class="card rating" @submit=${submit}>
    <fieldset>
      <legend>${say.rate}</legend>
      <div class="stars">${say.scores.map((title, index) => choice(index + 1, title))}</div>
    </fieldset>
    <textarea name="comment" rows="2" maxlength="1000" aria-label=${say.comment} placeholder=${say.comment}></textarea>
    <button class="strong">${say.submit}</button>
  </form>`;
}

function choice(score, title) {
  return html`<label title=${title}>
    <input type="radio" name="score" value=${score} required />${star}<span class="hidden">${score} · ${title}</span>
  </label>`;
}

function stars(score) {
  return html`<span class="stars" aria-hidden="true">${Array.from({ length: score }, () => star)}</span>`;
}
