import { html, nothing } from "../model/lit.js";
import { label, t } from "../model/words.js";

const SCORES = ["urgency", "importance", "scope", "difficulty"];

export const grade = (name) => html`<span class="grade grade-${name}" title=${label("grade", name)}>${name}</span>`;

// How urgent, important, wide and hard it is: proposed, then confirmed or corrected by a person (C-11).
export function casePriority(ticket, change) {
  const { weight } = ticket;
  const submit = (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    change("priority", Object.fromEntries(SCORES.map((name) => [name, Number(given.get(name))])));
  };
  return html`
    <section class="priority"><h2>${t("case.priority")}</h2>
      <p class="line">${grade(weight.grade)}<b>${label("grade", weight.grade)}</b><span>${label("quadrant", weight.quadrant)}</span>
        ${weight.senior ? html`<em class="urgent-word">${t("case.senior")}</em>` : nothing}
        <span class="quiet">${t(weight.confirmed ? "case.weighed" : "case.proposedScores")}</span></p>
      ${change ? html`<form class="scores" @submit=${submit}>
        ${SCORES.map((name) => html`<label><span>${t(`case.${name}`)}</span><select name=${name}>
          ${[1, 2, 3, 4].map((score) => html`<option value=${score} ?selected=${score === weight[name]}>${score} ${t(`case.score.${score}`)}</option>`)}</select></label>`)}
        <button class=${weight.confirmed ? "" : "primary"}>${t(weight.confirmed ? "case.reweigh" : "case.confirmScores")}</button>
      </form>` : nothing}
      ${ticket.known_features.map((name) => feature(ticket, name, change))}
    </section>`;
}

function feature(ticket, name, change) {
  const set = ticket.features.includes(name);
  const toggle = ({ target }) => change("features", { features: target.checked ? [...ticket.features, name] : ticket.features.filter((one) => one !== name) });
  return html`<label class="feature"><input type="checkbox" data-feature=${name} .checked=${set} ?disabled=${!change} @change=${toggle}>${label("feature", name)}
    ${!set && ticket.proposed_features.includes(name) ? html`<span class="quiet">${t("case.proposedFeature")}</span>` : nothing}</label>`;
}
