export { LitElement, html, svg, nothing, classMap, repeat, live, ref, createRef } from "/console/vendor/lit.min.js";
import { LitElement } from "/console/vendor/lit.min.js";

// The console's components live in the page itself, so that one style sheet a component is enough.
export class Part extends LitElement {
  createRenderRoot() { return this; }
}
