// Numbers and moments in the words of a place. A formatter takes up to 40 ms to make and next to nothing to use, so each
// is made once.

const made = new Map();

function formatter(Kind, locale, options) {
  const key = `${Kind.name} ${locale} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Kind(locale, options));
  return made.get(key);
}

export const number = (locale, value, options) => formatter(Intl.NumberFormat, locale, options).format(value);
export const moment = (locale, at, options) => formatter(Intl.DateTimeFormat, locale, options).format(new Date(at));
