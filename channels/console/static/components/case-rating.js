import { html, nothing } from "../model/lit.js";
import { moment } from "../model/times.js";
import { language, t } from "../model/words.js";

// What the customer thought of it: the score, its parts, and their own words.
export const caseRating = ({ ratings }) => ratings.length
  ? html`<section class="rated"><h2>${t("rated.title")}</h2>${ratings.map(rating)}</section>` : nothing;

const rating = (one) => html`<article>
  <p class="line">${stars(one.score)}<b>${t("rated.of", { n: one.score })}</b>${one.low ? html`<span class="low">${t("rated.low")}</span>` : nothing}<time class="quiet">${moment(one.at)}</time></p>
  ${one.parts.length ? html`<dl class="facts">${one.parts.map((part) => html`<div><dt>${part[language()]}</dt><dd>${t("rated.of", { n: part.score })}</dd></div>`)}</dl>` : nothing}
  ${one.comment ? html`<q>${one.comment}</q>` : html`<p class="quiet">${t("rated.wordless")}</p>`}</article>`;

const stars = (score) => html`<span class="stars" aria-hidden="true">${"★".repeat(score)}<i>${"★".repeat(5 - score)}</i></span>`;
