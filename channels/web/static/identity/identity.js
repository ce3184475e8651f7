// Who the embedding site says its visitor is: a token that only its server can sign and only the desk believes. Here it
// is looked at for one thing, whether somebody else sits at this browser now. Loaded on sites that say so.

const SITE_MS = 10_000;

// {token, user}; both "" when nobody is signed in there. A site that cannot be asked is an error: nobody may see what
// another user said.
export async function identityOf({ identity, identityFrom }) {
  const token = identity ?? (await ask(identityFrom));
  return { token, user: userOf(token) };
}

async function ask(address) {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(SITE_MS) });
  if (answer.status === 401 || answer.status === 403) return "";
  if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
  return (await answer.text()).trim();
}

// "" for a token that cannot be read: the desk would refuse it.
function userOf(token) {
  try {
    const bytes = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return String(JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt()))).sub ?? "");
  } catch {
    return "";
  }
}
