// What was typed and not sent survives a reload, a lost session and a change of conversation.

const key = (id) => `console.draft.${id}`;

export const draft = (id) => localStorage.getItem(key(id)) || "";

export function keepDraft(id, text) {
  if (text) localStorage.setItem(key(id), text);
  else localStorage.removeItem(key(id));
}

export const clientKey = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
